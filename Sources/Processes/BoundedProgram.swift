internal import Glibc
package import Sandbox
internal import Subprocess
internal import SystemPackage

/// A program that is run to its end, with limits on what it takes; nothing that it starts outlives it.
///
/// It gets a separate session: it cannot prompt on the user's terminal, and a Ctrl-C there does not reach it.
/// Canceling the task stops it.
package struct BoundedProgram: Sendable, Hashable {
    /// How a run ended.
    package struct Outcome: Sendable {
        /// What the program wrote to standard output, as far as it was kept.
        package var output: [UInt8]
        /// The last lines that it wrote to standard error.
        package var log: [String]
        /// How it ended.
        package var end: ProcessEnd
        /// Whether it was stopped because it wrote too much.
        package var isTooLong: Bool

        /// Whether the program succeeded.
        package var succeeded: Bool { end.isSuccess && !isTooLong }
    }

    /// The absolute path of the program.
    package let path: String
    /// Everything that it sees of the environment.
    package let environment: [String: String]
    private let sandbox: ProgramSandbox?

    /// Names a program.
    ///
    /// - Parameters:
    ///   - path: Its absolute path.
    ///   - environment: Everything that it sees of the environment.
    ///   - sandbox: What it may reach; everything by default.
    package init(_ path: String, environment: [String: String], sandbox: ProgramSandbox? = nil) {
        self.path = path
        self.environment = environment
        self.sandbox = sandbox
    }

    /// Runs the program.
    ///
    /// - Parameters:
    ///   - arguments: Its arguments.
    ///   - input: What it reads from standard input.
    ///   - limits: What it may take.
    ///   - combinesOutput: Whether standard error goes to the same place as standard output.
    /// - Returns: How it ended.
    /// - Throws: ``ProcessError``, or `CancellationError`.
    package func run(
        _ arguments: [String],
        input: [UInt8] = [],
        limits: ProcessLimits,
        combinesOutput: Bool = false
    ) async throws -> Outcome {
        guard path.hasPrefix("/"), SearchPath.isProgram(path) else {
            throw ProcessError(.notStarted, "'\(path)' is not an executable file")
        }
        let leash = try Leash()
        defer { leash.release() }
        let outcome = try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask {
                if input.isEmpty {
                    return try await start(leash.script, arguments, .leash(leash), limits, combinesOutput)
                }
                return try await start("", arguments, .array(input), limits, combinesOutput)
            }
            group.addTask {
                try await Task.sleep(for: limits.time)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        try Task.checkCancellation()
        guard let outcome else {
            throw ProcessError(.timedOut, "it took longer than \(limits.time.components.seconds) s")
        }
        return outcome
    }

    private func start(
        _ preparation: String,
        _ arguments: [String],
        _ input: some InputProtocol,
        _ limits: ProcessLimits,
        _ combinesOutput: Bool
    ) async throws -> Outcome {
        // The shell sets the limits and then becomes the program.
        let script = limits.shellCommands + preparation + "exec \"$@\"" + (combinesOutput ? " 2>&1" : "")
        let log = LogTail()
        let result = try await Subprocess.run(
            .path("/bin/sh"),
            arguments: Arguments(["-c", script, "sh"] + (sandbox?.command(path, arguments) ?? [path] + arguments)),
            environment: .only(environment),
            platformOptions: .ownSession(teardown: [.killAll]),
            input: input,
            output: .sequence,
            error: .sequence
        ) { execution in
            async let logged: Void = log.append(everythingIn: execution.standardError)
            var output: [UInt8] = []
            var isTooLong = false
            for try await chunk in execution.standardOutput {
                let room = limits.outputBytes - output.count
                let bytes = chunk.withUnsafeBytes { Array($0.prefix(room)) }
                isTooLong = isTooLong || bytes.count < chunk.count
                output.append(contentsOf: bytes)
                if isTooLong, limits.excess == .stops { break }
            }
            isTooLong = isTooLong && limits.excess == .stops
            if isTooLong { try? execution.send(signal: .kill, toProcessGroup: true) }
            try? await logged
            return (output: output, isTooLong: isTooLong)
        }
        return Outcome(
            output: result.closureResult.output,
            log: log.lines,
            end: ProcessEnd(result.terminationStatus),
            isTooLong: result.closureResult.isTooLong
        )
    }
}
