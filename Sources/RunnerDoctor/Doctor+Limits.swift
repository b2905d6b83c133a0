internal import FoundationEssentials
internal import ModelSupply
internal import RunStore
internal import RunnerCore
internal import Spending

extension Doctor {
    /// The limits on what runs may cost, and what is left of them.
    func limits() async -> [DoctorFinding] {
        let limit: SpendingLimit
        do {
            limit = try SpendingLimit(perRun: nil, environment: installation.environment)
        } catch {
            return [.failed("limits", error)]
        }
        do {
            let daily = try await DailyLimit(limit, store, now: Date())
            guard daily.usd != nil else {
                return [.ok("limits", "\(daily.text); RUNNER_MAX_COST_PER_DAY sets one")]
            }
            let help = "raise RUNNER_MAX_COST_PER_DAY, or wait; a refused run says until when"
            return daily.left ?? 0 > 0
                ? [.ok("limits", daily.text)] : [DoctorFinding("limits", .warning, daily.text, help: help)]
        } catch {
            return [DoctorFinding("limits", .warning, error.message, help: error.help)]
        }
    }
}
