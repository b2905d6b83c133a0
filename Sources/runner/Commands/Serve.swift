import ArgumentParser
import ErrorReporting
import FoundationEssentials
import Glibc
import ModelSupply
import SystemReasons

/// `runner serve`: becomes the server, which is a separate program.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve models over HTTP.",
        discussion: "Takes the options that 'runner serve --help' lists."
    )

    @Argument(parsing: .captureForPassthrough, help: "Options of the server.")
    var arguments: [String] = []

    func run() throws {
        let program = Installation(environment: ProcessInfo.processInfo.environment).serverProgram
        var pointers = ([program] + arguments).map { strdup($0) }
        pointers.append(nil)
        execv(program, pointers)
        throw RunnerError(
            .configuration,
            "the server '\(program)' cannot be started: \(SystemReason.text())",
            help: "build the project again with 'make build', or reinstall it"
        )
    }
}
