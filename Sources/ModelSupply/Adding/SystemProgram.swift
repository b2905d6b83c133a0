internal import ErrorReporting
internal import Processes
internal import Sandbox

/// A program of the system, such as `git`, within the limits of a source.
struct SystemProgram: Sendable {
    /// The name of the program.
    let name: String
    private let program: BoundedProgram

    /// Finds a program on `PATH`.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - environment: Where `PATH` is looked up.
    ///   - variables: Everything that the program sees of the environment.
    ///   - sandbox: The sandbox of the program at a path; by default it is not confined.
    /// - Throws: `RunnerError` with `configuration` if it is not installed.
    init(
        _ name: String,
        environment: [String: String],
        variables: [String: String],
        sandbox: (_ path: String) -> ProgramSandbox? = { _ in nil }
    ) throws(RunnerError) {
        guard let path = SearchPath(environment: environment).program(named: name) else {
            throw RunnerError(
                .configuration,
                "the program '\(name)' is not on PATH",
                help: "install it, for example with 'apt-get install \(name)'"
            )
        }
        self.name = name
        program = BoundedProgram(path, environment: variables, sandbox: sandbox(path))
    }

    /// Runs the program to its end.
    ///
    /// - Parameters:
    ///   - arguments: Its arguments.
    ///   - input: What it reads.
    ///   - mostBytes: How much it may write to standard output; it is stopped beyond that.
    /// - Returns: How it ended.
    /// - Throws: `RunnerError` with `unavailable` if it takes too long or does not start, or `CancellationError`.
    func run(_ arguments: [String], input: [UInt8] = [], mostBytes: Int) async throws -> BoundedProgram.Outcome {
        let limits = ProcessLimits(
            time: SourceLimits.time,
            outputBytes: mostBytes,
            fileBytes: SourceLimits.archiveBytes
        )
        do {
            return try await program.run(arguments, input: input, limits: limits)
        } catch let error as ProcessError {
            switch error.code {
            case .notStarted:
                throw RunnerError(
                    .configuration,
                    "'\(name)' cannot be started: \(error)",
                    help: "install '\(name)' again"
                )
            case .outOfFiles:
                throw RunnerError(
                    .outOfFiles,
                    "'\(name)' cannot be started: \(error)",
                    help: "try again, or raise the limit on open files with 'ulimit -n'"
                )
            case .timedOut:
                throw RunnerError(
                    .unavailable,
                    "'\(name)' took longer than \(SourceLimits.time.components.seconds) s and was stopped",
                    help: "check the source, and the network if it is remote"
                )
            }
        }
    }
}
