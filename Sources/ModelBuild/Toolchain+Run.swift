internal import Processes
internal import Sandbox

/// How a run of the compiler ended.
enum CompilerOutcome: Sendable {
    /// It ended.
    case finished(output: String, ProcessEnd)
    /// It took too long and was stopped.
    case timedOut

    /// Describes a compiler that crashed or was killed: the fault is not in what it compiled.
    ///
    /// - Parameters:
    ///   - compiler: Its path.
    ///   - moment: What it was doing, as in `while it …`.
    /// - Returns: The error; `nil` if it ended on its own.
    func interruption(of compiler: String, _ moment: String) -> ModelBuildError? {
        let refusal = "runner-worker: the sandbox cannot be applied: "
        if case .finished(let output, .exited(78)) = self, output.hasPrefix(refusal) {
            return ModelBuildError(
                .noCompiler,
                "the sandbox of the compiler cannot be applied: "
                    + output.dropFirst(refusal.count).prefix { $0 != "\n" },
                help:
                    "'runner doctor' shows what this kernel offers; in a container, allow the system calls of Landlock "
                    + "and seccomp"
            )
        }
        guard case .finished(let output, let end) = self, let signal = Self.signal(end, output) else { return nil }
        let isKilled = ProcessEnd.signaled(signal).isKilled
        return ModelBuildError(
            .compilerKilled,
            "the Swift compiler '\(compiler)' \(isKilled ? "was killed" : "crashed") while \(moment): "
                + ProcessEnd.name(ofSignal: signal),
            help: isKilled
                ? "try again when at least 1 GB of memory is free"
                : "try again, or install another version of Swift 6.3"
        )
    }

    /// The signal that ended the compiler, or the process that it started to compile.
    private static func signal(_ end: ProcessEnd, _ output: String) -> Int32? {
        if case .signaled(let signal) = end { return signal }
        guard end != .exited(0) else { return nil }
        // error: compile command failed due to signal 9 (use -v to see invocation)
        return output.firstMatch(of: /command failed due to signal (\d+)/).flatMap { Int32($0.1) }
    }
}

extension Toolchain {
    /// The sandbox of the compiler: it reads itself, the system and what it is given, and has no network.
    ///
    /// - Parameters:
    ///   - confiner: The program `runner-worker`.
    ///   - readable: Directories that it reads.
    ///   - scratch: Directories that it writes to.
    /// - Returns: The sandbox.
    func sandbox(confiner: String, readable: [String], scratch: [String]) -> ProgramSandbox {
        ProgramSandbox(confiner: confiner, program: compiler, readable: readable, scratch: scratch)
    }

    /// Runs the compiler, and stops it with everything it started when its time limit is reached.
    ///
    /// - Parameters:
    ///   - arguments: For `swiftc`.
    ///   - environment: Everything that it sees of the environment.
    ///   - sandbox: What it may reach; everything by default.
    ///   - timeLimit: The longest time.
    /// - Returns: How it ended; of the output the first MiB.
    /// - Throws: ``ModelBuildError`` with `no-compiler` if it cannot be started, or `CancellationError`.
    func run(
        _ arguments: [String],
        environment: [String: String],
        sandbox: ProgramSandbox? = nil,
        timeLimit: Duration
    ) async throws -> CompilerOutcome {
        do {
            let outcome = try await BoundedProgram(compiler, environment: environment, sandbox: sandbox).run(
                arguments,
                limits: ProcessLimits(time: timeLimit, excess: .isDropped, memoryBytes: 8 << 30),
                combinesOutput: true
            )
            return .finished(
                output: String(decoding: outcome.output, as: UTF8.self),
                outcome.end
            )
        } catch let error as ProcessError {
            switch error.code {
            case .timedOut: return .timedOut
            case .notStarted:
                throw ModelBuildError(
                    .noCompiler,
                    "the Swift compiler '\(compiler)' cannot be started: \(error)",
                    help: "install Swift 6.3, or set RUNNER_SWIFTC to another swiftc"
                )
            case .outOfFiles:
                throw ModelBuildError(
                    .outOfFiles,
                    "the Swift compiler '\(compiler)' cannot be started: \(error)",
                    help: "try again, or raise the limit on open files with 'ulimit -n'"
                )
            }
        }
    }
}
