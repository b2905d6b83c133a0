package import FoundationEssentials
internal import Quantities

/// How much all runs together, or all runs of one caller, may cost from a time on.
package struct RunBudget: Sendable, Hashable {
    /// The greatest sum in US dollars.
    package var usd: Double
    /// Charges from before this time do not count.
    package var since: Date
    /// Whose runs count; `nil` for everyone's.
    package var caller: String?
    /// Budgets that must allow a run as well.
    package var others: [RunBudget] = []

    /// Creates a budget; each parameter is the property of the same name.
    package init(usd: Double, since: Date, caller: String? = nil) {
        self.usd = usd
        self.since = since
        self.caller = caller
    }

    /// This budget and the others.
    package var all: [RunBudget] { [self] + others }
}

/// What has been spent or reserved of a budget.
package struct BudgetUse: Sendable, Hashable {
    /// The sum of all known amounts, in US dollars.
    package var usd: Double
    /// The first run whose amount is unknown; `nil` when there is none.
    package var unknownRun: RunID?

    /// Creates a sum; each parameter is the property of the same name.
    package init(usd: Double, unknownRun: RunID? = nil) {
        self.usd = usd
        self.unknownRun = unknownRun
    }
}

extension RunBudget {
    /// Refuses a run that would exceed the budget, or for which that cannot be known.
    ///
    /// - Parameters:
    ///   - estimate: What the run is expected to cost.
    ///   - use: What other runs have spent or reserved.
    ///   - now: The time of day.
    ///   - charges: Gives each charge that counts, to find out when enough will be free; called only for a refusal.
    /// - Throws: `over-budget`, or what `charges` throws.
    package func require(
        _ estimate: RunPrice,
        besides use: BudgetUse,
        at now: Date,
        charges: () throws -> [Charge]
    ) throws {
        let limit = Dollars.text(usd)
        guard let amount = estimate.usd else {
            throw RunStoreError(
                .overBudget,
                "the cost of this run is unknown, so it cannot be checked against the limit of \(limit)",
                help: "state the price under 'pricing' in the model's manifest, or \(removal)"
            )
        }
        if let unknown = use.unknownRun {
            let lastUnknown = try charges().filter { $0.amount == .unknown }.map(\.time).max() ?? now
            throw RunStoreError(
                .overBudget,
                "the cost of the run '\(unknown)' is unknown, so the limit of \(limit) cannot be checked",
                help:
                    "wait until \(text(ofEndOf: lastUnknown, now)), when it no longer counts, or \(removal)"
            )
        }
        // Sums of decimal fractions are off by less than this.
        let tolerance = 1e-9
        guard amount <= usd + tolerance else {
            throw RunStoreError(
                .overBudget,
                "this run may cost \(Dollars.text(amount)); the limit\(owner) is \(limit)",
                help: caller == nil ? "\(raise), or make the inputs shorter" : "make the inputs shorter, \(raise)"
            )
        }
        guard use.usd + amount > usd + tolerance else { return }
        let charges = try charges().sorted { $0.time < $1.time }
        var (rest, last) = (use.usd, now)
        for charge in charges where rest + amount > usd + tolerance {
            rest -= charge.amount.usd ?? 0
            last = charge.time
        }
        throw RunStoreError(
            .overBudget,
            "this run may cost \(Dollars.text(amount)), and \(Dollars.text(use.usd)) has been spent or reserved "
                + "\(period(until: now)); the limit\(owner) is \(limit)",
            help: "wait until \(text(ofEndOf: last, now)), when enough is free, \(raise)"
                + (caller == nil ? ", or remove runs that wait unpaid ('runner runs list --status interrupted')" : "")
        )
    }

    /// Whose limit it is, after the word "limit".
    private var owner: String { caller.map { " of '\($0)'" } ?? "" }

    /// What raises the limit.
    private var raise: String {
        caller == nil ? "raise RUNNER_MAX_COST_PER_DAY" : "or ask the server's owner for a token with a higher limit"
    }

    /// What removes the limit.
    private var removal: String {
        caller == nil ? "unset RUNNER_MAX_COST_PER_DAY" : "ask the server's owner for a token without a daily limit"
    }

    /// The time at which a charge no longer counts, when the budget always covers as much time as it does now.
    private func text(ofEndOf time: Date, _ now: Date) -> String {
        // The budget counts a charge up to and including the end of its period.
        time.addingTimeInterval(now.timeIntervalSince(since)).addingTimeInterval(1).text
    }

    private func period(until now: Date) -> String {
        let hours = (now.timeIntervalSince(since) / 3_600).rounded()
        let isWhole = abs(now.timeIntervalSince(since) - hours * 3_600) < 1
        return isWhole && hours >= 1 ? "in the last \(Int(exactly: hours) ?? 0) hours" : "since \(since.text)"
    }
}
