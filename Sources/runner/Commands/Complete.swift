import ArgumentParser
import Presentation
import ShellCompletion

/// `runner __complete SHELL -- …`: what the scripts of `runner completion` ask.
///
/// It says nothing but candidates, and never fails: what goes wrong here is no business of somebody who types a line.
struct Complete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "__complete",
        abstract: "Answer a shell's question.",
        shouldDisplay: false
    )

    @Argument(help: "Who asks.")
    var shell: Shell

    @Argument(parsing: .captureForPassthrough, help: "The question.")
    var arguments: [String] = []

    func run() async throws {
        let question = Array(arguments.first == "--" ? arguments.dropFirst() : arguments[...])
        guard let request = CompletionRequest(shell, question),
            let tree = try? CommandTree(dump: Runner._dumpHelp())
        else { return }
        let completer = Completer(tree, RecordedWorld())
        let completion = await completer.completion(of: request.words, cursor: request.cursor)
        Terminal.printRaw(request.answer(completion))
    }
}
