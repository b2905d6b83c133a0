import ArgumentParser
import CommandParsing
import Presentation
import RunnerCore
import Spending

/// The options for consent, shared by all commands that may charge an account.
struct PaymentOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Refuse a run, or the runs of a batch together, that would cost more than this, or whose cost is unknown.",
            valueName: "usd"
        )
    )
    var maxCost: Double?

    @Flag(name: .shortAndLong, help: "Pay without being asked, even when the price is unknown.")
    var yes = false

    func validate() throws {
        if let maxCost, !(maxCost >= 0 && maxCost.isFinite) {
            throw ValidationError("--max-cost is not an amount", help: "give US dollars, such as 0.50")
        }
    }

    /// How the user consents: in advance, when asked at the terminal, or not at all.
    ///
    /// - Parameter reporter: Its live line is cleared for the question.
    /// - Returns: The user's consent.
    func toPay(_ reporter: ProgressReporter) -> Consent {
        if yes { return .given }
        guard TerminalQuestion.canAsk else { return .none }
        return .ask { question in
            reporter.finish()
            return try await TerminalQuestion.agrees(to: question.text)
        }
    }
}
