import ArgumentParser
import Presentation
import ShellCompletion

/// `runner __complete SHELL -- …`: answers the scripts of `runner completion`.
///
/// It prints candidates only and never fails, so that an error cannot disturb the command line being typed.
struct Complete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "__complete",
        abstract: "Answer a completion request from a shell.",
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
