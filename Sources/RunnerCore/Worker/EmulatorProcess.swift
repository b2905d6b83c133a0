internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import Subprocess
internal import SystemPackage

/// An emulator of the Vision API that runs as long as one command.
package struct EmulatorProcess: Sendable {
    /// What the emulator printed: variables that make `runner` use it.
    package struct Address: Sendable, Hashable {
        /// `NAME=value` pairs, such as `VISION_ENDPOINT` and the keys.
        package let variables: [String: String]

        /// Reads the emulator's line.
        init?(line: String) {
            var variables: [String: String] = [:]
            for pair in line.split(separator: " ") {
                guard let equals = pair.firstIndex(of: "=") else { return nil }
                variables[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
            }
            guard variables["VISION_ENDPOINT"] != nil else { return nil }
            self.variables = variables
        }
    }

    /// What the emulator, libcurl in it and ffmpeg read of the environment; the user's keys are not theirs.
    private static let variables: Set<String> = [
        "PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH",
        "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR",
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
    ///   - environment: Where the emulator finds ffmpeg and its settings of the network; it sees no key of the user's.
    ///   - body: What to do; gets the emulator's address.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws, or ``RunnerError`` when the emulator does not start.
    package func run<Result: Sendable>(
        environment: [String: String],
        _ body: (Address) async throws -> Result
    ) async throws -> Result {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2)),
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(2)),
        ]
        guard access(program, X_OK) == 0 else {
            throw RunnerError(
                .configuration,
                "the emulator '\(program)' is not there",
                help: "build the project again ('make build'), or reinstall it"
            )
        }
        let log = LogTail()
        let outcome = try await Subprocess.run(
            .path(FilePath(program)),
            arguments: ["--port", "0", "--quiet", "--exit-with-parent"],
            environment: .custom(
                Dictionary(
                    uniqueKeysWithValues: Self.environment(from: environment)
                        .map { (.init(stringLiteral: $0.key), $0.value) }
                )
            ),
            platformOptions: options,
            input: .inputWriter,
            output: .sequence,
            error: .sequence
        ) { execution -> Swift.Result<Result, any Error>? in
            async let logged: Void = {
                for try await chunk in execution.standardError { log.append(chunk.withUnsafeBytes(Array.init)) }
            }()
            var line: [UInt8] = []
            for try await chunk in execution.standardOutput {
                line.append(contentsOf: chunk.withUnsafeBytes(Array.init))
                if line.contains(UInt8(ascii: "\n")) || line.count > 4_096 { break }
            }
            let text = String(decoding: line.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            var result: Swift.Result<Result, any Error>?
            if let address = Address(line: text) {
                do {
                    result = .success(try await body(address))
                } catch {
                    result = .failure(error)
                }
            }
            await execution.teardown(using: options.teardownSequence)
            try? await logged
            return result
        }
        guard let result = outcome.closureResult else {
            throw RunnerError(
                .unavailable,
                "the emulator did not start",
                help: "run 'runner emulator' to see why",
                logTail: log.lines
            )
        }
        return try result.get()
    }
}
