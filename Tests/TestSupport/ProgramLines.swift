internal import FoundationEssentials
internal import Subprocess
internal import SystemPackage

/// Runs a built program that runs until it is stopped, and reacts to each line of its output.
///
/// - Parameters:
///   - program: The name of a product such as `runner`.
///   - arguments: Its arguments.
///   - environment: More variables than those that every program of a test sees.
///   - directory: The working directory.
///   - react: Called with each line, and the process's id.
/// - Returns: All lines, and the exit code, or 128 and the number of the signal that ended it.
/// - Throws: When it cannot be started, or what `react` throws.
package func follow(
    _ program: String,
    _ arguments: [String],
    environment: [String: String] = [:],
    in directory: String,
    _ react: @escaping @Sendable (String, Int32) throws -> Void
) async throws -> (lines: [String], status: Int32) {
    letInterruptsThrough
    var variables: [Environment.Key: String] = [:]
    for (name, value) in baseEnvironment.merging(environment, uniquingKeysWith: { $1 }) {
        variables[Environment.Key(stringLiteral: name)] = value
    }
    var options = PlatformOptions()
    options.teardownSequence = [.send(signal: .kill, allowedDurationToNextStep: .seconds(1))]
    let result = try await Subprocess.run(
        .path(FilePath("\(Project.products)/\(program)")),
        arguments: Arguments(arguments),
        environment: .custom(variables),
        workingDirectory: FilePath(directory),
        platformOptions: options,
        input: .none,
        output: .sequence,
        error: .discarded
    ) { execution in
        var lines: [String] = []
        var rest: [UInt8] = []
        for try await chunk in execution.standardOutput {
            rest += chunk.withUnsafeBytes(Array.init)
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: rest[..<end], as: UTF8.self)
                rest.removeSubrange(...end)
                lines.append(line)
                try react(line, execution.processIdentifier.value)
            }
        }
        return lines
    }
    let status: Int32 =
        switch result.terminationStatus {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    return (result.closureResult, status)
}
