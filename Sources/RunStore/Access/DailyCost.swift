package import FoundationEssentials
internal import InferenceKit

/// What one caller's runs of one model have cost on one day.
package struct DailyCost: Sendable, Hashable {
    /// The name of the day, such as `2026-11-30`.
    package let day: String
    /// The full name of the model.
    package let model: String
    /// The sum; its key is the model.
    package let cost: RunCost

    /// Describes a sum; each parameter is the property of the same name.
    package init(day: String, model: String, cost: RunCost) {
        self.day = day
        self.model = model
        self.cost = cost
    }
}

extension RunDatabase {
    /// What the charged runs of one caller have cost by day and model, from the ledger, which also remembers removed runs.
    ///
    /// - Parameters:
    ///   - caller: The caller; `nil` for the user of this machine.
    ///   - since: Only charges from this time or later; `nil` for all.
    ///   - day: The name of the day of a time, such as `2026-11-30`.
    /// - Returns: The sums in the order of days, then models; those that are empty are left out.
    /// - Throws: When the store cannot be read.
    package func dailyCosts(
        of caller: String?,
        since: Date?,
        day: (Date) -> String
    ) async throws(RunStoreError) -> [DailyCost] {
        var places: [Place: [ChargeGroup]] = [:]
        for group in try await charges(since: since, by: .callerModelQuarterHour) {
            guard let key = group.key, let parts = try? JSONValue(parsing: Array(key.utf8)).array, parts.count == 3,
                parts[0].string == caller, let model = parts[1].string, case .int(let milliseconds) = parts[2]
            else { continue }
            let place = Place(day: day(Date(milliseconds: Int64(milliseconds))), model: model)
            places[place, default: []].append(group)
        }
        return places.map { DailyCost(day: $0.day, model: $0.model, cost: RunCost(key: $0.model, $1)) }
            .filter { !$0.cost.isEmpty }.sorted { ($0.day, $0.model) < ($1.day, $1.model) }
    }
}

/// Where a charge belongs.
private struct Place: Hashable {
    var day: String
    var model: String
}
