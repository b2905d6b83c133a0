import ArgumentParser
import Presentation
import ShellCompletion

extension Shell: ExpressibleByArgument {}

/// `runner completion SHELL`: the script that lets a shell complete.
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print the script that completes commands in a shell.",
        discussion: """
            For bash, in ~/.bashrc:   source <(runner completion bash)
            For zsh, in ~/.zshrc after compinit:   source <(runner completion zsh)
            For fish:   runner completion fish > ~/.config/fish/completions/runner.fish
            """
    )

    @Argument(help: "The shell: \(Shell.allCases.map(\.rawValue).joined(separator: ", ")).")
    var shell: Shell

    func run() {
        Terminal.printRaw(CompletionScript.text(shell))
    }
}
