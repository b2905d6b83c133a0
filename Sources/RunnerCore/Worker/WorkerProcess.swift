internal import ErrorReporting
internal import Glibc
internal import Subprocess
internal import Synchronization
internal import SystemPackage
internal import WorkerProtocol

/// A process of `runner-worker` and the conversation with it.
struct WorkerProcess: Sendable {
    /// The program `runner-worker`.
    let program: String
    /// What it is to do: a compiled model, or `--probe`.
    let argument: String
    /// Everything the process sees of the environment.
    let environment: [String: String]

    /// How a process ended.
    struct Ending<Result: Sendable>: Sendable {
        /// What the conversation gave; `nil` when it did not come about.
        var result: Result?
        /// The last lines that the process printed.
        var logTail: [String]
        /// How the process ended; `nil` when that could not be found out.
        var status: TerminationStatus?
        /// The program.
        var program: String

        /// Why the program did not start, when the system lacks one of its libraries; that is not the model's fault.
        var missingLibrary: RunnerError? {
            guard status == .exited(127), let missing = MissingLibrary(log: logTail, program: program) else {
                return nil
            }
            return RunnerError(
                .configuration,
                "the worker '\(program)' does not start: this system has no '\(missing.name)'",
                help: missing.help
            )
        }
    }

    /// Starts a process, and kills it with all it has started when the conversation is over.
    ///
    /// The process gets a session of its own, so that a Ctrl-C in the terminal does not reach it.
    ///
    /// - Parameter converse: Talks with it; gets the socket and the id of the process.
    /// - Returns: How it ended.
    /// - Throws: ``RunnerError`` with `configuration` when the process cannot be started. What the conversation gave is never
    ///   given up for a failure to clean up after it.
    func run<Result: Sendable>(
        _ converse: @Sendable (MessageSocket, pid_t) async -> Result
    ) async throws -> Ending<Result> {
        let socket: MessageSocket
        let other: Int32
        do {
            (socket, other) = try MessageSocket.pair()
        } catch {
            throw RunnerError(.unavailable, "no connection to a worker can be made: \(error)")
        }
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))
        ]
        let log = LogTail()
        let result = Mutex<Result?>(nil)
        var status: TerminationStatus?
        do {
            let outcome = try await Subprocess.run(
                .path(FilePath(program)),
                arguments: [argument],
                environment: .custom(
                    Dictionary(uniqueKeysWithValues: environment.map { (.init(stringLiteral: $0.key), $0.value) })
                ),
                platformOptions: options,
                input: .fileDescriptor(FileDescriptor(rawValue: other), closeAfterSpawningProcess: true),
                output: .sequence,
                error: .combinedWithOutput
            ) { execution in
                async let logged: Void = {
                    for try await chunk in execution.standardOutput { log.append(chunk.withUnsafeBytes(Array.init)) }
                }()
                let ended = await converse(socket, execution.processIdentifier.value)
                result.withLock { $0 = ended }
                // Also after a crash: what the process has started may live on.
                try? execution.send(signal: .kill, toProcessGroup: true)
                try? await logged
            }
            status = outcome.terminationStatus
        } catch {
            guard result.withLock({ $0 }) != nil else {
                throw RunnerError(
                    .configuration,
                    "the worker '\(program)' cannot be started: \(error)",
                    help: "build the project again ('make build'), or reinstall it"
                )
            }
        }
        return Ending(result: result.withLock { $0 }, logTail: log.lines, status: status, program: program)
    }
}
