internal import Subprocess
internal import SystemPackage

/// How a run of the compiler ended.
enum CompilerOutcome: Sendable {
    /// It ended by itself.
    case finished(output: String, succeeded: Bool)
    /// It was stopped.
    case timedOut
}

extension Toolchain {
    /// Runs the compiler in a process group of its own, and stops it with everything it started when time is over.
    ///
    /// - Parameters:
    ///   - arguments: For `swiftc`.
    ///   - environment: All that it sees.
    ///   - timeLimit: The longest time.
    /// - Returns: How it ended; of the output the first MiB.
    /// - Throws: ``ModelBuildError`` with `no-compiler` when it cannot be started, or `CancellationError`.
    func run(
        _ arguments: [String],
        environment: [String: String],
        timeLimit: Duration
    ) async throws -> CompilerOutcome {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))
        ]
        let variables = Dictionary(
            uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        )
        return try await withThrowingTaskGroup(of: CompilerOutcome.self) { group in
            group.addTask { [options] in
                let result = try await Subprocess.run(
                    .path(FilePath(compiler)),
                    arguments: Arguments(arguments),
                    environment: .custom(variables),
                    platformOptions: options,
                    input: .none,
                    output: .sequence,
                    error: .combinedWithOutput
                ) { execution in
                    var output: [UInt8] = []
                    for try await chunk in execution.standardOutput where output.count < 1 << 20 {
                        output.append(contentsOf: chunk.withUnsafeBytes(Array.init))
                    }
                    return String(decoding: output, as: UTF8.self)
                }
                return .finished(output: result.closureResult, succeeded: result.terminationStatus.isSuccess)
            }
            group.addTask {
                try await Task.sleep(for: timeLimit)
                return .timedOut
            }
            defer { group.cancelAll() }
            return try await group.next() ?? .timedOut
        }
    }
}
