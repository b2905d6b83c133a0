import ArgumentParser
import CommandParsing
import Diagnostics
import ErrorReporting
import FoundationEssentials
import Glibc
import Logging
import RunnerServer
import Sandbox
import ServerConnections
import ServiceLifecycle
import UnixSignals

/// The server as a program; 'runner serve' becomes it.
@main
enum RunnerServerProgram {
    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        OpenFiles.raiseLimit()
        // The environment holds the keys of the services.
        Confinement.protectKeys()
        let command: ServeCommand
        do {
            command = try ServeCommand.parse()
        } catch {
            if ServeCommand.exitCode(for: error).isSuccess { ServeCommand.exit(withError: error) }
            let report = ParserFailure(error, of: ServeCommand.self).report
            say(report.printed)
            exit(report.exitStatus.rawValue)
        }
        do {
            try await run(command)
        } catch {
            let report = ErrorReport(error)
            say(report.printed)
            exit(report.exitStatus.rawValue)
        }
    }

    private static func run(_ command: ServeCommand) async throws {
        let environment = ProcessInfo.processInfo.environment
        let settings = try ServerSettings(options: command.given, environment: environment, file: command.config)
        let composition = ServerComposition(settings, command, environment)
        if command.check {
            say(try await composition.check())
            return
        }
        try await composition.serve { server in
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [ServerService(server: server)],
                    gracefulShutdownSignals: [.sigterm, .sigint],
                    logger: Logger(label: "runner-server") { _ in SwiftLogNoOpLogHandler() }
                )
            )
            try await group.run()
        }
    }

    /// Writes a line for people; control characters in names of models and files do not reach the terminal.
    static func say(_ text: String) {
        Array("\(printableLines(text))\n".utf8).withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

/// The server in a group of services, which tells it when to stop.
private struct ServerService: Service {
    let server: ModelServer

    func run() async throws { try await server.run() }
}
