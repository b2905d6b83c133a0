import ArgumentParser
import Glibc
import WorkerProtocol

/// The program's entry.
@main
enum Program {
    static func main() async {
        // A reader that goes away must not end a run that is paid for; writing to it fails quietly instead.
        signal(SIGPIPE, SIG_IGN)
        // `Runner.main()` goes to another thread before it parses, for completions that wait; there are none. A command that waits for
        // nothing stays on this one and starts no other.
        do {
            var command = try Runner.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Runner.exit(withError: error)
        }
    }
}

/// The command line: one command a file in `Commands/`.
struct Runner: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runner",
        abstract: "Predict with models that live in directories.",
        discussion: """
            A model is a directory with a manifest (inf.yml) and a Swift type 'Inference'. Try it without an account:

              runner predict vision/omnihuman-1-5 --emulator \\
                --input image=samples/astronaut-and-cat.jpg \\
                --input audio=samples/hello.wav mask_index=1

            Exit codes: 0 done, 1 'validate', 'test' or 'verify' has found something, 64 usage, 65 input or manifest rejected, 69 service \
            unreachable or failing, 70 model or worker failed, 73 cannot write the output, 75 not finished and can go on, \
            76 outcome of a paid submission unknown, 77 credentials, permission or a limit on costs, 78 configuration, \
            130 interrupted.
            """,
        version: "runner \(runnerVersion)",
        // Each has a `commandName`: to make one from the type's name costs more than all the rest of the parsing.
        groupedSubcommands: [
            CommandGroup(name: "Predicting", subcommands: [Predict.self, Runs.self, List.self, Show.self]),
            CommandGroup(
                name: "Writing models",
                subcommands: [New.self, Validate.self, Test.self, Dev.self, Readme.self, Schema.self]
            ),
            CommandGroup(name: "Sharing models", subcommands: [Add.self, Verify.self, Build.self]),
            CommandGroup(
                name: "This machine",
                subcommands: [DoctorCommand.self, Emulator.self, CompletionCommand.self, Complete.self]
            ),
        ]
    )
}
