internal import CurlTransport
package import InferenceKit
internal import Subprocess
internal import SystemPackage

/// A running emulator in its own process.
package struct EmulatorRun: Sendable {
    /// The variables that make `runner` use it.
    package let environment: [String: String]
    private let transport: CurlTransport

    /// Its address.
    package var endpoint: String { environment["VISION_ENDPOINT"] ?? "" }

    /// What it counted.
    package func stats() async throws -> JSONValue {
        try JSONValue(parsing: try await transport.send(HTTPRequest("GET", "\(endpoint)/emulator/stats")).body)
    }

    /// How many tasks it created.
    package func submits() async throws -> Int? { try await stats()["submits"]?.integer }

    /// The fields of the last task, as they were sent.
    package func lastFields() async throws -> JSONValue? { try await stats()["tasks"]?.array?.last?["fields"] }

    /// The id of the last task.
    package func lastTask() async throws -> String? { try await stats()["tasks"]?.array?.last?["id"]?.string }

    /// Puts a file where the emulator can fetch it, and returns the link.
    package func upload(_ path: String) async throws -> String {
        let request = HTTPRequest(
            "PUT",
            "\(environment["RUNNER_STAGING"] ?? "")/file",
            body: .file(path: path)
        )
        return try JSONValue(parsing: try await transport.send(request).body)["url"]?.string ?? ""
    }

    /// Lets the emulator misbehave from now on.
    ///
    /// - Parameter fault: The fault, such as `CVSubmitTask:internal*all`.
    /// - Throws: When it does not answer.
    package func add(fault: String) async throws {
        _ = try await transport.send(
            HTTPRequest("POST", "\(endpoint)/emulator/faults", body: .bytes(Array(fault.utf8)))
        )
    }

    /// Runs an emulator while something is done with it.
    ///
    /// - Parameters:
    ///   - arguments: Its options, such as `--faults`; by default tasks wait for a twentieth of a second.
    ///   - isFree: Whether it says that it is an emulator; by default it stands in for a service that charges, so that
    ///     tests about money test something.
    ///   - body: The work.
    /// - Throws: When it cannot be started, or what `body` throws.
    package static func with(
        _ arguments: [String] = [],
        isFree: Bool = false,
        _ body: (EmulatorRun) async throws -> Void
    ) async throws {
        let pace = arguments.contains("--queue-time") ? [] : ["--queue-time", "0.05s"]
        let arguments = arguments + (isFree ? [] : ["--anonymous"])
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(5))]
        _ = try await Subprocess.run(
            .path(FilePath("\(Project.products)/runner-emulator")),
            arguments: Arguments(["--quiet", "--exit-with-parent"] + pace + arguments),
            environment: .inherit.updating(["RUNNER_EMULATOR_CACHE": emulatorCache]),
            platformOptions: options,
            input: .inputWriter,
            output: .sequence,
            error: .discarded
        ) { execution in
            var line = ""
            for try await chunk in execution.standardOutput {
                line += String(decoding: chunk.withUnsafeBytes(Array.init), as: UTF8.self)
                if line.contains("\n") { break }
            }
            var environment = ["RUNNER_POLL_INTERVAL": "0.05"]
            for pair in line.split(whereSeparator: \.isWhitespace) {
                let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
                if parts.count == 2 { environment[parts[0]] = parts[1] }
            }
            let transport = CurlTransport(userAgent: "test", policy: .loopback)
            try await body(EmulatorRun(environment: environment, transport: transport))
            await execution.teardown(using: options.teardownSequence)
        }
    }
}
