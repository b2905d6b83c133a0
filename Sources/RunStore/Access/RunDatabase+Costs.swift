package import FoundationEssentials

/// What the costs of runs are broken down by.
package enum CostKey: Sendable {
    /// The full name of the model.
    case model
    /// The label of the runs.
    case label
    /// The day; the function gives the name of the day of a time, such as `2026-11-30`.
    case day(@Sendable (Date) -> String)
}

extension RunDatabase {
    /// What charged runs have cost, from the ledger, which also remembers removed runs.
    ///
    /// - Parameters:
    ///   - since: Only charges from this time or later; `nil` for all.
    ///   - key: What to break the sum down by; `nil` for one sum.
    /// - Returns: One sum, or one for each value of the key, in the order of the values.
    /// - Throws: When the store cannot be read.
    package func cost(since: Date?, by key: CostKey?) async throws(RunStoreError) -> [RunCost] {
        let groups: [ChargeGroup]
        switch key {
        case nil: return [RunCost(try await charges(since: since, by: nil))]
        case .model: groups = try await charges(since: since, by: .model)
        case .label: groups = try await charges(since: since, by: .label)
        case .day(let name):
            groups = try await charges(since: since, by: .quarterHour).map { group in
                var group = group
                group.key = group.key.flatMap { Int64($0) }.map { name(Date(milliseconds: $0)) }
                return group
            }
        }
        return Dictionary(grouping: groups, by: \.key).map { RunCost(key: $0.key, $0.value) }
            .filter { !$0.isEmpty }.sorted { $0.key ?? "" < $1.key ?? "" }
    }

    /// What has been spent or reserved of a daily limit.
    ///
    /// - Parameter since: Only charges from this time or later.
    /// - Returns: The sum.
    /// - Throws: When the store cannot be read.
    package func budgetUse(since: Date) async throws(RunStoreError) -> BudgetUse {
        BudgetUse(try await charges(since: since, by: nil))
    }
}
