import ArgumentParser
import ErrorReporting
import FoundationEssentials
import Glibc
import ModelSupply
import RunnerCore
import ServiceAccess
import SystemReasons

/// `runner emulator`: becomes the emulator, which is a separate program.
struct Emulator: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulator",
        abstract: "Run an emulator of the models' services on this machine.",
        discussion: """
            Prints its address and keys on one line, as variables that make runner use it from another terminal:

              env EXAMPLE_ENDPOINT=… EXAMPLE_KEY=… RUNNER_STAGING=… runner predict …

            'runner emulator --help-emulator' lists its options, such as --port and --faults.
            """
    )

    @Argument(parsing: .captureForPassthrough, help: "Options of the emulator.")
    var arguments: [String] = []

    func run() throws {
        if arguments == ["--help"] || arguments == ["-h"] {
            throw CleanExit.helpRequest(self)
        }
        let environment = ProcessInfo.processInfo.environment
        let program = Installation(environment: environment).emulatorProgram
        let passed = arguments.map { $0 == "--help-emulator" ? "--help" : $0 }
        var pointers = ([program] + passed).map { strdup($0) }
        pointers.append(nil)
        // Neither the emulator nor its ffmpeg needs the user's keys.
        var variables = EmulatorProcess.environment(from: environment).map { strdup("\($0.key)=\($0.value)") }
        variables.append(nil)
        execve(program, pointers, variables)
        throw RunnerError(
            .configuration,
            "the emulator '\(program)' cannot be started: \(SystemReason.text())",
            help: "build the project again with 'make build', or reinstall it"
        )
    }
}
