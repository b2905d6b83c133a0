package import ErrorReporting
internal import Glibc
package import Processes
package import WorkerProtocol

/// A process of `runner-worker` and the conversation with it.
package struct WorkerProcess: Sendable {
    /// The program `runner-worker`.
    package let program: String
    /// What it is to do: a compiled model, or `--probe`; then the rules of its sandbox.
    package let arguments: [String]
    /// Everything the process sees of the environment.
    package let environment: [String: String]

    /// Describes a process.
    ///
    /// - Parameters:
    ///   - program: The program `runner-worker`.
    ///   - arguments: What it is to do: a compiled model, or `--probe`; then the rules of its sandbox.
    ///   - environment: Everything the process sees of the environment.
    package init(program: String, arguments: [String], environment: [String: String]) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
    }

    /// How a process ended.
    package struct Ending<Result: Sendable>: Sendable {
        /// What the conversation gave; `nil` if the process did not start.
        package var result: Result?
        /// The last lines that the process printed.
        package var logTail: [String]
        /// How the process ended.
        package var end: ProcessEnd
        /// The program.
        package var program: String

        /// Why the program did not get as far as the model, which is not the model's fault: the system lacks one of its libraries,
        /// or refuses the sandbox.
        package var startFailure: RunnerError? {
            if end == .exited(127), let missing = MissingLibrary(log: logTail, program: program) {
                return RunnerError(
                    .configuration,
                    "the worker '\(program)' does not start: this system has no '\(missing.name)'",
                    help: missing.help
                )
            }
            // It says nothing else in this case. A model that imitates it gets the same help, which does no harm.
            let refusal = "runner-worker: the sandbox cannot be applied: "
            guard end == .exited(ExitStatus.configuration.rawValue), logTail.count == 1, logTail[0].hasPrefix(refusal)
            else { return nil }
            return RunnerError(
                .configuration,
                "the sandbox of the model cannot be applied: \(logTail[0].dropFirst(refusal.count))",
                help:
                    "'runner doctor' shows what this kernel offers; in a container, allow the system calls of Landlock "
                    + "and seccomp"
            )
        }
    }

    /// Starts a process, and kills it with everything it has started when the conversation ends.
    ///
    /// - Parameters:
    ///   - log: Keeps what it prints.
    ///   - converse: Talks with it; gets the socket and the id of the process.
    /// - Returns: How it ended.
    /// - Throws: `RunnerError` with `configuration` if the process cannot be started, with `unavailable` if there is no
    ///   socket for it, or with `outOfFiles` while the machine has no file descriptors left.
    package func run<Result: Sendable>(
        log: LogTail = LogTail(),
        _ converse: @Sendable (MessageSocket, _ process: Int32) async -> Result
    ) async throws(RunnerError) -> Ending<Result> {
        let socket: MessageSocket
        let other: Int32
        do {
            (socket, other) = try MessageSocket.pair()
        } catch {
            let isOutOfFiles = [EMFILE, ENFILE].contains(error.number)
            throw Self.unconnected("\(error)", isOutOfFiles ? .outOfFiles : .unavailable)
        }
        do throws(ProcessError) {
            let process = CompanionProcess(program, arguments: arguments, environment: environment)
            let ending = try await process.run(over: other, log: log) {
                socket.note(peer: $0)
                return await converse(socket, $0)
            }
            return Ending(result: ending.result, logTail: ending.log, end: ending.end, program: program)
        } catch {
            if error.code == .outOfFiles { throw Self.unconnected("\(error)", .outOfFiles) }
            throw RunnerError(
                .configuration,
                "the worker '\(program)' cannot be started: \(error)",
                help: "build the project again ('make build'), or reinstall it"
            )
        }
    }

    /// What a worker did that broke the protocol, as a phrase that follows the model's name.
    ///
    /// - Parameters:
    ///   - reason: What was wrong.
    ///   - moment: When, such as `during setup`; `nil` if it was doing its main work.
    /// - Returns: The phrase.
    package static func violation(_ reason: String, _ moment: String? = nil) -> String {
        "broke the worker's protocol\(moment.map { " \($0)" } ?? ""): \(reason)"
    }

    private static func unconnected(_ reason: String, _ code: RunnerError.Code) -> RunnerError {
        RunnerError(
            code,
            "no connection to a worker can be made: \(reason)",
            help: code == .outOfFiles ? "raise the limit on open files with 'ulimit -n', or close other programs" : nil
        )
    }
}
