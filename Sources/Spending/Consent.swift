internal import Quantities
package import RunStore

/// How the user agrees to pay for a run; the same for every front end.
package enum Consent: Sendable {
    /// The user has agreed in advance, whatever it costs: `--yes`.
    case given
    /// There is a user to ask once everything else is checked; the answer is whether to pay.
    case ask(@Sendable (ConsentQuestion) async throws -> Bool)
    /// There is no one to ask.
    case none
}

/// What a user is asked before a run is charged.
package struct ConsentQuestion: Sendable, Hashable {
    /// The model's full name.
    package let model: String
    /// What the run will cost.
    package let estimate: CostEstimate
    /// The amount, in US dollars.
    package let usd: Double
    /// What the user should know before answering.
    package let warnings: [String]
    /// A succeeded run with the same model and inputs, whose result costs nothing; `nil` when there is none.
    package let earlier: RunID?
    /// How many runs are charged.
    package let runs: Int

    /// Asks; each parameter is the property of the same name.
    package init(
        model: String,
        estimate: CostEstimate,
        usd: Double,
        warnings: [String] = [],
        earlier: RunID? = nil,
        runs: Int = 1
    ) {
        self.model = model
        self.estimate = estimate
        self.usd = usd
        self.warnings = warnings
        self.earlier = earlier
        self.runs = runs
    }

    /// The question, such as `Pay about $0.69?`.
    package var text: String {
        let question = "Pay about \(Dollars.roundedUp(usd))\(runs == 1 ? "" : " for \(runs) runs")?"
        guard let earlier else { return question }
        return "The run \(earlier.short) has succeeded with the same inputs; its result is free. \(question)"
    }
}
