import ArgumentParser
import CommandGuesses
import CommandParsing
import ErrorReporting
import Glibc
import InferenceKit
import Sandbox
import WorkerProtocol

/// The program's entry: runs a command, and turns any error into text, JSON and an exit code.
@main
enum Program {
    static func main() async {
        // A closed pipe must not end a run that is paid for, so writing to it fails silently.
        signal(SIGPIPE, SIG_IGN)
        // The environment holds the user's keys.
        Confinement.protectKeys()
        do throws(RunnerError) {
            try CommandSettings.load()
        } catch {
            let isJSON = ParserFailure.asksForJSON(Array(CommandLine.arguments.dropFirst()))
            exit(Failure(error).present(asJSON: isJSON).rawValue)
        }
        exit(await run(HomePaths.replaced(in: Array(CommandLine.arguments.dropFirst()))).rawValue)
    }

    private static func run(_ arguments: [String]) async -> ExitStatus {
        // `Runner.main()` switches to another thread before it parses, for completions that wait; there are none. A command that
        // waits for nothing stays on this one and starts no other.
        var command: any ParsableCommand
        do {
            try RawArguments.ofProcess.check(command: arguments.first)
        } catch {
            return Failure(error).present(asJSON: ParserFailure.asksForJSON(arguments))
        }
        do {
            command = try Runner.parseAsRoot(arguments)
        } catch {
            if Runner.exitCode(for: error).isSuccess { Runner.exit(withError: error) }
            let parsed = ParserFailure(error, of: Runner.self) { text in
                if let guess = CommandGuess(arguments) { return (guess.message, guess.help) }
                return (OptionGuess(text, arguments)?.help ?? InputGuess(text, arguments)?.help).map { (nil, $0) }
            }
            return Failure(parsed.report).present(asJSON: ParserFailure.asksForJSON(arguments))
        }
        do {
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return .success
        } catch let end as EndedEarly {
            return end.status
        } catch {
            // `--help` and 'help' are parsed as a command whose run throws the page.
            if Runner.exitCode(for: error).isSuccess { Runner.exit(withError: error) }
            let printing = command as? any JSONPrinting
            return Failure(error, state: (command as? any RunRecording)?.state.words ?? [])
                .present(asJSON: printing?.json ?? false, members: printing?.failureMembers ?? [:])
        }
    }
}

/// The command line: one command a file in `Commands/`.
struct Runner: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runner",
        abstract: "Run predictions with models that are plain directories.",
        discussion: """
            A model is a directory with a manifest (inf.yml) and a Swift type 'Inference'. Try it without an account:

              runner predict vision/omnihuman-1-5 --emulator \\
                --input image=samples/astronaut-and-cat.jpg \\
                --input audio=samples/hello.wav mask_index=1

            \(ExitCodeText.table)
            """,
        version: "runner \(runnerVersion)",
        // Each has a `commandName`: deriving it from the type's name costs more than the rest of parsing.
        groupedSubcommands: [
            CommandGroup(
                name: "Predicting",
                subcommands: [
                    Predict.self, Batch.self, BatchesCommand.self, SubjectsCommand.self, Runs.self, List.self,
                    Show.self, Serve.self,
                ]
            ),
            CommandGroup(
                name: "Writing models",
                subcommands: [New.self, Validate.self, Test.self, Dev.self, Readme.self, Schema.self]
            ),
            CommandGroup(name: "Sharing models", subcommands: [Add.self, Verify.self, Diff.self, Build.self]),
            CommandGroup(
                name: "Serving models",
                subcommands: [Work.self, Fleet.self, Tokens.self, WebhooksCommand.self]
            ),
            CommandGroup(
                name: "This machine",
                subcommands: [DoctorCommand.self, Emulator.self, CompletionCommand.self, Complete.self]
            ),
        ]
    )
}
