/// What the ledger can be grouped by.
package enum ChargeKey: Sendable, Hashable, CaseIterable {
    /// The full name of the model.
    case model
    /// The label that the caller gave the runs; runs without one form a group without a key.
    case label
    /// Who asked for the runs; those of the user of this machine form a group without a key.
    case caller
    /// The quarter of an hour, as milliseconds since 1970; every time zone's day consists of whole ones.
    case quarterHour
    /// Who asked for the runs, the model and the quarter of an hour: a JSON array of two texts and a number, the first of which
    /// may be `null`.
    case callerModelQuarterHour
}

/// The charges of the ledger that are alike, added up by the store.
package struct ChargeGroup: Sendable, Hashable {
    /// The value of the ``ChargeKey`` that was asked for.
    package var key: String?
    /// How certain the charges are.
    package var state: Charge.State
    /// Whether their amounts are estimates.
    package var isEstimate: Bool
    /// Whether their amounts are known.
    package var isKnown: Bool
    /// How many there are.
    package var count: Int
    /// The sum of their amounts in US dollars; 0 when these are unknown.
    package var usd: Double
    /// The run of one of them.
    package var run: RunID

    /// Creates a group; each parameter is the property of the same name.
    package init(
        key: String?,
        state: Charge.State,
        isEstimate: Bool,
        isKnown: Bool,
        count: Int,
        usd: Double,
        run: RunID
    ) {
        self.key = key
        self.state = state
        self.isEstimate = isEstimate
        self.isKnown = isKnown
        self.count = count
        self.usd = usd
        self.run = run
    }
}

extension RunCost {
    /// Adds up groups of charges; a reservation has not cost anything yet.
    ///
    /// - Parameters:
    ///   - key: What the groups have in common.
    ///   - groups: The groups.
    package init(key: String? = nil, _ groups: some Sequence<ChargeGroup>) {
        self.init(key: key, paidRuns: 0, usd: 0, estimatedRuns: 0, unknownRuns: 0)
        for group in groups {
            switch group.state {
            case .reserved: break
            case .paid:
                paidRuns += group.count
                usd += group.usd
                if !group.isKnown {
                    unknownRuns += group.count
                } else if group.isEstimate {
                    estimatedRuns += group.count
                }
            case .undecided:
                undecidedRuns += group.count
                undecidedUSD = group.isKnown ? undecidedUSD.map { $0 + group.usd } : nil
            }
        }
    }

    /// Whether no run was charged or may have been charged.
    package var isEmpty: Bool { paidRuns == 0 && undecidedRuns == 0 }
}

extension BudgetUse {
    /// Adds up groups of charges; what may be or may have been charged counts like what was.
    ///
    /// - Parameter groups: The groups.
    package init(_ groups: some Sequence<ChargeGroup>) {
        self.init(usd: 0)
        for group in groups {
            switch group.state {
            case .reserved, .paid, .undecided: usd += group.usd
            }
            if !group.isKnown { unknownRun = [unknownRun, group.run].compactMap(\.self).min() }
        }
    }
}
