internal import ErrorReporting
internal import ModelManifest
internal import ModelSupply
internal import Processes

/// An emulator that runs as long as one command.
package struct EmulatorProcess: Sendable {
    /// What the emulator prints: variables that make `runner` use it.
    package struct Address: Sendable, Hashable {
        /// `NAME=value` pairs: an endpoint for each service that it speaks, keys, and where to upload files.
        package let variables: [String: String]
        /// The links that the emulator may fetch; `nil` for one that was not started here.
        var links: EmulatorLinks?

        /// The endpoint that stands in for a service.
        ///
        /// - Parameter service: The service; an emulator that does not know it, or `nil`, stands in with its example service.
        /// - Returns: The address.
        func endpoint(of service: ServiceName?) -> String? {
            if let service, let endpoint = variables[service.endpointVariable] { return endpoint }
            return endpointVariables.first.flatMap { variables[$0] }
        }

        private var endpointVariables: [String] { variables.keys.filter { $0.hasSuffix("_ENDPOINT") }.sorted() }

        /// Describes a server of a model's author that stands in for the service, on this machine.
        ///
        /// - Parameter testServer: Its address, with plain http or https to this machine.
        package init(testServer: String) {
            variables = ["TEST_ENDPOINT": testServer, "RUNNER_STAGING": "\(testServer)/uploads"]
        }

        /// Reads the emulator's line.
        init?(line: String) {
            var variables: [String: String] = [:]
            for pair in line.split(separator: " ") {
                guard let equals = pair.firstIndex(of: "=") else { return nil }
                variables[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
            }
            self.variables = variables
            guard !endpointVariables.isEmpty else { return nil }
        }
    }

    /// The variables that the emulator, its libcurl and ffmpeg need; they see none of the user's keys.
    private static let variables: Set<String> = [
        "PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH",
        "RUNNER_EMULATOR_CACHE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
    ]

    /// The part of the user's environment that an emulator gets.
    ///
    /// - Parameter environment: The user's environment.
    /// - Returns: The variables without the user's keys.
    package static func environment(from environment: [String: String]) -> [String: String] {
        environment.filter { variables.contains($0.key) }
    }

    private let program: String

    /// - Parameter program: The program `runner-emulator`.
    package init(program: String) {
        self.program = program
    }

    /// Runs an emulator while something is done with it.
    ///
    /// - Parameters:
    ///   - environment: Where the emulator finds ffmpeg and its network settings; it sees none of the user's keys.
    ///   - body: What to do; gets the emulator's address.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws, or ``RunnerError`` if the emulator does not start.
    package func run<Result: Sendable>(
        environment: [String: String],
        _ body: (Address) async throws -> Result
    ) async throws -> Result {
        guard SearchPath.isProgram(program) else {
            throw RunnerError(
                .configuration,
                "the emulator '\(program)' does not exist",
                help: "build the project again ('make build'), or reinstall it"
            )
        }
        let directory = try ScratchDirectory(in: Installation(environment: environment).temporaryDirectory)
        defer { directory.remove() }
        let links = EmulatorLinks(path: "\(directory.path)/links")
        let process = CompanionProcess(
            program,
            arguments: ["--port", "0", "--quiet", "--exit-with-parent", "--links", links.path],
            environment: Self.environment(from: environment)
        )
        let ending: CompanionProcess.Ending<Swift.Result<Result, any Error>?>
        do {
            ending = try await process.serve(patience: .seconds(2)) { line in
                guard var address = Address(line: line) else { return nil }
                address.links = links
                do {
                    return .success(try await body(address))
                } catch {
                    return .failure(error)
                }
            }
        } catch {
            throw RunnerError(.configuration, "the emulator '\(program)' cannot be started: \(error)")
        }
        guard let result = ending.result ?? nil else {
            throw RunnerError(
                .unavailable,
                "the emulator did not start",
                help: "run 'runner emulator' to see why",
                logTail: ending.log
            )
        }
        return try result.get()
    }
}
