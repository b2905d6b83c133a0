internal import ErrorReporting
internal import InferenceKit
internal import RunStore

/// The one circuit breaker of each account: its enqueued runs wait while the service refuses the account, or keeps failing.
extension RunQueue {
    /// Notes what came of an enqueued run of an account.
    ///
    /// - Parameters:
    ///   - run: The run, as it is recorded.
    ///   - report: Why it has no result; `nil` when it has succeeded.
    func note(_ run: Run, _ report: ErrorReport?) {
        guard let account = settings.claims?.limits.limit(of: run.service)?.account else { return }
        var breaker = breakers[account] ?? CircuitBreaker()
        if run.isPaid || report == nil {
            breaker.noteSuccess()
        } else if let report, RestRules.mayConcernAccount(report.code) {
            breaker.noteFailure(report)
        }
        breakers[account] = breaker
        guard let trip = breaker.trip, closed[account] == nil else { return }
        closed[account] = .now + settings.longestPause
        let text = "the runs of '\(account)' stay enqueued for \(settings.longestPause.text): \(trip.text)"
        observer?.warned(text)
    }

    /// The limits for a claim, without the accounts to which nothing is submitted now.
    ///
    /// After a while an account is tried with a run again, since a person may have set it right.
    func limits(_ claims: ClaimSettings) -> ServiceLimits {
        for (account, end) in closed where end <= .now {
            closed[account] = nil
            breakers[account] = nil
        }
        var limits = claims.limits
        limits.closed = Set(closed.keys)
        return limits
    }
}
