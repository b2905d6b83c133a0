package import ErrorReporting
package import FoundationEssentials
package import ModelSupply
internal import Quantities
package import RunStore

/// The most that runs may cost, as the user has set it.
package struct SpendingLimit: Sendable, Hashable {
    /// For one run, in US dollars, from `--max-cost`; a remote caller can only lower what is allowed by it.
    package let perRun: Double?
    /// For all runs of the last 24 hours, in US dollars, from `RUNNER_MAX_COST_PER_DAY`.
    package let perDay: Double?
    /// What a remote caller may spend; `nil` for the user of this machine.
    package let allowance: Allowance?

    /// No limit.
    package static let none = SpendingLimit()

    static let dayVariable = "RUNNER_MAX_COST_PER_DAY"

    private init() {
        perRun = nil
        perDay = nil
        allowance = nil
    }

    /// Reads the limits.
    ///
    /// - Parameters:
    ///   - perRun: From the command line or the request.
    ///   - environment: The environment.
    ///   - allowance: What a remote caller may spend.
    /// - Throws: ``RunnerError`` with `configuration` for a limit that is not an amount; it never counts as no limit.
    package init(
        perRun: Double?,
        environment: [String: String],
        allowance: Allowance? = nil
    ) throws(RunnerError) {
        self.perRun = perRun
        self.allowance = allowance
        guard let text = environment[Self.dayVariable] else {
            perDay = nil
            return
        }
        guard let amount = Double(text), amount >= 0, amount.isFinite else {
            throw RunnerError(
                .configuration,
                "\(Self.dayVariable) is '\(text)', which is not an amount of US dollars",
                help: "write a number such as 5 or 2.50, or unset it"
            )
        }
        perDay = amount
    }

    /// Whether the user has set any limit.
    package var isSet: Bool { name != nil }

    /// Refuses what costs more than its limit, and under any limit what has an unknown price.
    ///
    /// - Parameters:
    ///   - price: What it will cost.
    ///   - model: Its model.
    /// - Throws: `RunnerError` with `over-budget`.
    package func check(_ price: PurchasePrice, of model: ModelDirectory) throws(RunnerError) {
        guard let name, !price.isFree else { return }
        guard let usd = price.usd else { throw price.unknown(under: name, model) }
        for (name, limit) in runLimits where usd > limit + 1e-9 {
            throw price.excess(over: name, Dollars.roundedUp(limit))
        }
    }

    /// Whether a limit of the user's, or of a remote caller's allowance, allows a known price, so that it need not be confirmed.
    ///
    /// The daily limit covers every price: a run that would exceed it is refused when it is recorded.
    ///
    /// - Parameter usd: What the run costs, in US dollars.
    /// - Returns: Whether the limit covers it.
    package func covers(_ usd: Double) -> Bool {
        if let allowance { return allowance.covers(usd) || allowance.perRun == nil && perDay != nil }
        if let perRun { return usd <= perRun + 1e-9 }
        return perDay != nil
    }

    /// The most that all runs together, and those of a remote caller, may cost.
    package func budget(at time: Date) -> RunBudget? {
        let since = time.addingTimeInterval(-86_400)
        var budgets: [RunBudget] = []
        if let usd = [perDay, allowance?.perDayForAll].compactMap(\.self).min() {
            budgets.append(RunBudget(usd: usd, since: since))
        }
        if let allowance, let usd = allowance.perDay {
            budgets.append(RunBudget(usd: usd, since: since, caller: allowance.caller))
        }
        guard var budget = budgets.first else { return nil }
        budget.others = Array(budgets.dropFirst())
        return budget
    }

    /// The limits on one run by their names, those of the request first.
    private var runLimits: [(name: String, usd: Double)] {
        let asked = perRun.map { (allowance == nil ? "--max-cost" : "the request's limit", $0) }
        let allowed = allowance.flatMap { allowance in
            allowance.perRun.map { ("the limit of '\(allowance.caller)'", $0) }
        }
        return [asked, allowed].compactMap(\.self)
    }

    /// The name of a limit that is set; `nil` when none is.
    private var name: String? {
        if let name = runLimits.first?.name { return name }
        if let allowance, allowance.perDay != nil { return "the daily limit of '\(allowance.caller)'" }
        if allowance?.perDayForAll != nil { return "the server's daily limit" }
        return perDay != nil ? Self.dayVariable : nil
    }
}
