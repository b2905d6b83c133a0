import ArgumentParser
import ErrorReporting
import Presentation

/// The options for confirming, shared by all commands that ask.
struct ConfirmationOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Confirm without asking.")
    var yes = false

    /// Asks, unless the user has agreed in advance.
    ///
    /// - Parameters:
    ///   - question: The question, such as `Add it?`.
    ///   - declined: The message when the answer is not yes.
    /// - Throws: `RunnerError`: `interrupted` when the answer is not yes, `usage` when there is nobody to ask; or
    ///   `CancellationError`.
    func ask(_ question: String, declined: String) async throws {
        if yes { return }
        guard StandardInput.isTerminal else {
            throw RunnerError(
                .usage,
                "there is no terminal to ask on: \(declined)",
                help: "run the command in a terminal, or agree with --yes"
            )
        }
        guard try await TerminalQuestion.agrees(to: question) else { throw RunnerError(.interrupted, declined) }
    }
}
