internal import Glibc
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// A process that runs while something is done with it, and is stopped with all it has started afterwards.
///
/// It gets a separate session, so that a Ctrl-C in the terminal does not reach it.
package struct CompanionProcess: Sendable {
    /// The outcome.
    package struct Ending<Result: Sendable>: Sendable {
        /// What the work with the process returned; `nil` if it did not start.
        package var result: Result?
        /// The last lines that the process printed.
        package var log: [String]
        /// How the process ended.
        package var end: ProcessEnd
    }

    private let program: String
    private let arguments: [String]
    private let environment: [String: String]

    /// Describes a process.
    ///
    /// - Parameters:
    ///   - program: The absolute path of the program.
    ///   - arguments: Its arguments.
    ///   - environment: Everything that it sees of the environment.
    package init(_ program: String, arguments: [String], environment: [String: String]) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
    }

    /// Starts the process with one end of a socket as its standard input, and kills it when the work is done.
    ///
    /// All that it prints goes to the log.
    ///
    /// - Parameters:
    ///   - socket: The process's end, which is closed here once the process has it.
    ///   - log: Keeps what it prints.
    ///   - body: The work; gets the process's id.
    /// - Returns: The result. A failure to clean up afterwards never loses it.
    /// - Throws: ``ProcessError`` with `notStarted` or `outOfFiles`.
    package func run<Result: Sendable>(
        over socket: Int32,
        log: LogTail = LogTail(),
        _ body: @Sendable (_ process: Int32) async -> Result
    ) async throws(ProcessError) -> Ending<Result> {
        let result = Mutex<Result?>(nil)
        var end = ProcessEnd.unknown
        do {
            let outcome = try await Subprocess.run(
                .path(FilePath(program)),
                arguments: Arguments(arguments),
                environment: .only(environment),
                platformOptions: .ownSession(teardown: [.killAll]),
                input: .fileDescriptor(FileDescriptor(rawValue: socket), closeAfterSpawningProcess: true),
                output: .sequence,
                error: .combinedWithOutput
            ) { execution in
                async let logged: Void = log.append(everythingIn: execution.standardOutput)
                let given = await body(execution.processIdentifier.value)
                result.withLock { $0 = given }
                // Also after a crash: what the process has started may still run.
                try? execution.send(signal: .kill, toProcessGroup: true)
                try? await logged
            }
            end = ProcessEnd(outcome.terminationStatus)
        } catch {
            guard result.withLock({ $0 }) != nil else { throw ProcessError(starting: error, "\(error)") }
        }
        return Ending(result: result.withLock { $0 }, log: log.lines, end: end)
    }

    /// Starts a server that prints a line when it is ready, and asks it to end when the work is done.
    ///
    /// Its standard input stays open until then; it is closed when this process dies.
    ///
    /// - Parameters:
    ///   - patience: How long it may take to end before it is killed.
    ///   - body: The work; gets the line without its line feed, empty when the server ended without one.
    /// - Returns: The result.
    /// - Throws: ``ProcessError`` with `notStarted` or `outOfFiles`.
    package func serve<Result: Sendable>(
        patience: Duration,
        _ body: (String) async -> Result
    ) async throws(ProcessError) -> Ending<Result> {
        let log = LogTail()
        let teardown: [TeardownStep] = [.askAll(allowing: patience), .killAll]
        do {
            let outcome = try await Subprocess.run(
                .path(FilePath(program)),
                arguments: Arguments(arguments),
                environment: .only(environment),
                platformOptions: .ownSession(teardown: teardown),
                input: .inputWriter,
                output: .sequence,
                error: .sequence
            ) { execution -> Result in
                async let logged: Void = log.append(everythingIn: execution.standardError)
                var line: [UInt8] = []
                for try await chunk in execution.standardOutput {
                    line.append(contentsOf: chunk.withUnsafeBytes(Array.init))
                    if line.contains(UInt8(ascii: "\n")) || line.count > 4_096 { break }
                }
                let result = await body(String(decoding: line.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
                await execution.teardown(using: teardown)
                try? await logged
                return result
            }
            return Ending(
                result: outcome.closureResult,
                log: log.lines,
                end: ProcessEnd(outcome.terminationStatus)
            )
        } catch {
            throw ProcessError(starting: error, "\(error)")
        }
    }
}
