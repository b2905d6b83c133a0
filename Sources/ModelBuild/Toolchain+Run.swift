internal import Processes

/// How a run of the compiler ended.
enum CompilerOutcome: Sendable {
    /// It came to its end.
    case finished(output: String, succeeded: Bool)
    /// It was stopped.
    case timedOut
}

extension Toolchain {
    /// Runs the compiler, and stops it with everything it started when its time is over.
    ///
    /// - Parameters:
    ///   - arguments: For `swiftc`.
    ///   - environment: Everything that it sees of the environment.
    ///   - timeLimit: The longest time.
    /// - Returns: How it ended; of the output the first MiB.
    /// - Throws: ``ModelBuildError`` with `no-compiler` when it cannot be started, or `CancellationError`.
    func run(
        _ arguments: [String],
        environment: [String: String],
        timeLimit: Duration
    ) async throws -> CompilerOutcome {
        do {
            let outcome = try await BoundedProgram(compiler, environment: environment).run(
                arguments,
                limits: ProcessLimits(time: timeLimit, excess: .isDropped, memoryBytes: 8 << 30),
                combinesOutput: true
            )
            return .finished(
                output: String(decoding: outcome.output, as: UTF8.self),
                succeeded: outcome.succeeded
            )
        } catch let error as ProcessError {
            switch error.code {
            case .timedOut: return .timedOut
            case .notStarted:
                throw ModelBuildError(
                    .noCompiler,
                    "the Swift compiler '\(compiler)' cannot be started: \(error)",
                    help: "install Swift 6.3, or name another swiftc with RUNNER_SWIFTC"
                )
            }
        }
    }
}
