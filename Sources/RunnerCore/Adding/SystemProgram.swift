internal import ErrorReporting
internal import Glibc
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// A program of the system, such as `git`, run with bounds on what it prints, writes and takes.
struct SystemProgram: Sendable {
    /// How a run ended.
    struct Outcome: Sendable {
        /// What it wrote to standard output; no more than was allowed.
        var output: [UInt8]
        /// The last lines it wrote to standard error.
        var log: [String]
        /// Whether it ended by itself, without an error.
        var succeeded: Bool
        /// Whether it was stopped, since it wrote too much.
        var isTooLong = false
    }

    /// The name of the program.
    let name: String
    private let path: String
    private let environment: [String: String]

    /// Finds a program on `PATH`.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - environment: Where `PATH` is looked up.
    ///   - variables: All that the program sees.
    /// - Throws: ``RunnerError`` with `configuration` when there is none.
    init(_ name: String, environment: [String: String], variables: [String: String]) throws(RunnerError) {
        let folders = (environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
        let candidates: [String] = folders.map { "\($0)/\(name)" }
        guard let path = candidates.first(where: { access($0, X_OK) == 0 }) else {
            throw RunnerError(
                .configuration,
                "the program '\(name)' is not on PATH",
                help: "install it, such as with 'apt-get install \(name)'"
            )
        }
        self.name = name
        self.path = path
        self.environment = variables
    }

    /// Runs the program to its end, in a session of its own that ends with it: it can ask nothing on the user's terminal.
    ///
    /// - Parameters:
    ///   - arguments: Its arguments.
    ///   - input: What it reads.
    ///   - mostBytes: How much it may write to standard output; it is stopped beyond that.
    /// - Returns: How it ended.
    /// - Throws: ``RunnerError`` with `unavailable` when it takes too long, or `CancellationError`.
    func run(_ arguments: [String], input: [UInt8] = [], mostBytes: Int) async throws -> Outcome {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))
        ]
        // No file that it writes can be longer than an archive may be; the shell counts in units of 512 bytes.
        let limited = ["-c", "ulimit -f \(SourceLimits.archiveBytes / 512) && exec \"$@\"", "sh", path] + arguments
        let variables = Dictionary(
            uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        )
        let outcome = try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask { [options] in
                let log = LogTail()
                let result = try await Subprocess.run(
                    .path("/bin/sh"),
                    arguments: Arguments(limited),
                    environment: .custom(variables),
                    platformOptions: options,
                    input: .array(input),
                    output: .sequence,
                    error: .sequence
                ) { execution in
                    async let logged: Void = {
                        for try await chunk in execution.standardError { log.append(chunk.withUnsafeBytes(Array.init)) }
                    }()
                    var output: [UInt8] = []
                    for try await chunk in execution.standardOutput {
                        output.append(contentsOf: chunk.withUnsafeBytes(Array.init))
                        if output.count > mostBytes { break }
                    }
                    if output.count > mostBytes { try? execution.send(signal: .kill, toProcessGroup: true) }
                    try? await logged
                    return output
                }
                let output = result.closureResult
                return Outcome(
                    output: output,
                    log: log.lines,
                    succeeded: result.terminationStatus.isSuccess && output.count <= mostBytes,
                    isTooLong: output.count > mostBytes
                )
            }
            group.addTask {
                try await Task.sleep(for: SourceLimits.time)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        try Task.checkCancellation()
        guard let outcome else {
            throw RunnerError(
                .unavailable,
                "'\(name)' did not end within \(SourceLimits.time.components.seconds) s and was stopped",
                help: "check the source, and the network when it is far away"
            )
        }
        return outcome
    }
}
