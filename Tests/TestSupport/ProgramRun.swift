internal import FoundationEssentials
internal import Glibc
internal import Subprocess
internal import SystemPackage

/// A finished run of a built program, as a user sees it.
package struct ProgramRun: Sendable {
    /// What it wrote to standard output.
    package let output: String
    /// What it wrote to standard error.
    package let errors: String
    /// Its exit code, or 128 and the number of the signal that ended it.
    package let status: Int32

    /// The output's only line.
    package var line: String { output.split(separator: "\n").first.map(String.init) ?? "" }

    /// The exit code, the output and the errors, for a failed expectation.
    package var summary: String { "status \(status)\n\(output)\(errors)" }
}

/// Runs a built program, or any program by its absolute path, until it ends.
///
/// The environment contains `PATH`, a separate home directory, and what is given; nothing else of the test's environment.
///
/// - Parameters:
///   - program: The name of a product such as `runner`, or an absolute path.
///   - arguments: Its arguments.
///   - environment: More variables.
///   - directory: The working directory.
///   - input: What it reads from standard input.
///   - whileRunning: Called once the process runs, with its id.
/// - Returns: The outcome, with at most 16 MiB of each stream.
/// - Throws: When it cannot be started, or what `whileRunning` throws.
package func run(
    _ program: String,
    _ arguments: [String],
    environment: [String: String] = [:],
    in directory: String = Project.directory,
    input: [UInt8] = [],
    whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
) async throws -> ProgramRun {
    letInterruptsThrough
    var variables: [Environment.Key: String] = [:]
    let own = storeEnvironment(environment, directory)
    for (name, value) in baseEnvironment.merging(own, uniquingKeysWith: { $1 })
        .merging(environment, uniquingKeysWith: { $1 })
    {
        variables[Environment.Key(stringLiteral: name)] = value
    }
    var options = PlatformOptions()
    options.teardownSequence = [.send(signal: .kill, allowedDurationToNextStep: .seconds(1))]
    let result = try await Subprocess.run(
        .path(FilePath(program.hasPrefix("/") ? program : "\(Project.products)/\(program)")),
        arguments: Arguments(arguments),
        environment: .custom(variables),
        workingDirectory: FilePath(directory),
        platformOptions: options,
        input: .array(input),
        output: .string(limit: 16 << 20),
        error: .string(limit: 16 << 20)
    ) { execution in
        try await whileRunning(execution.processIdentifier.value)
    }
    let status: Int32 =
        switch result.terminationStatus {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    return ProgramRun(output: result.standardOutput, errors: result.standardError, status: status)
}

/// Where the emulators of all tests of a build keep masks and videos, so that most tests need not wait for them.
let emulatorCache = "\(Project.products)/test-media"

/// Lets a Ctrl-C reach the programs under test, which leave it ignored where they find it so, as they should under `nohup`; a shell lets all that it
/// starts in the background ignore it.
let letInterruptsThrough: Void = {
    signal(SIGINT, SIG_DFL)
}()

/// A store for each working directory, and a new one in the project's, so that no test joins or sees the runs of another.
private func storeEnvironment(_ environment: [String: String], _ directory: String) -> [String: String] {
    guard ["RUNNER_STATE", "HOME", "XDG_STATE_HOME"].allSatisfy({ environment[$0] == nil }) else { return [:] }
    let name =
        directory == Project.directory ? UUID().uuidString : directory.split(separator: "/").joined(separator: "-")
    return ["RUNNER_STATE": "\(Project.products)/test-home/stores/\(name)/runs.sqlite"]
}

/// The environment of every program in a test; all tests of a build share compiled models.
package let baseEnvironment: [String: String] = [
    "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
    "HOME": "\(Project.products)/test-home", "LANG": "C.UTF-8", "RUNNER_CACHE": "\(Project.products)/test-cache",
    "RUNNER_EMULATOR_CACHE": emulatorCache,
]
