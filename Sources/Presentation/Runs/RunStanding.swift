package import FoundationEssentials
package import RunStore

/// A run's status for its user, including whether a process is driving it.
package struct RunStanding {
    /// The run.
    package let run: Run
    /// Whether a process is driving it.
    package let isDriven: Bool
    /// What its caller can do about it.
    package let actions: [RunAction]

    /// - Parameters:
    ///   - run: The run.
    ///   - now: Now, to judge whether its lease still counts.
    package init(_ run: Run, now: Date) {
        self.run = run
        actions = run.actions(at: now)
        isDriven = !run.status.isTerminal && run.lease?.isHeld(at: now) ?? false
    }

    /// Whether it waits for any process that drives enqueued runs.
    package var isEnqueued: Bool { !run.status.isTerminal && !isDriven && run.isEnqueued }

    /// Whether it stopped before its end, no process is driving it, and none will unless the user asks for it.
    package var isInterrupted: Bool { !run.status.isTerminal && !isDriven && !run.isEnqueued }

    /// Whether it stopped before its end and a command can resume it.
    package var canGoOn: Bool { actions.contains(.resume) && !run.service.usesOwnEmulator }

    /// The status in words, such as `processing (interrupted)`.
    package var text: String {
        if isInterrupted { return "\(run.status.rawValue) (interrupted)" }
        if isEnqueued { return "\(run.status.rawValue) (enqueued)" }
        if isDriven, run.isCancelRequested { return "\(run.status.rawValue) (canceling)" }
        return run.status.rawValue
    }

    /// Its cost, short enough for a column: `~` before an estimate, `?` after an amount that may not have been charged.
    package var cost: String {
        guard run.service.isCharged else { return "-" }
        if let price = run.price { return PriceText.text(price) }
        switch run.status {
        case .unknown: return "\(PriceText.text(run.estimate))?"
        case .failed, .canceled: return run.isPaid ? estimate : "-"
        case .queued, .starting, .processing, .succeeded: return estimate
        }
    }

    private var estimate: String {
        run.estimate == .unknown ? PriceText.text(run.estimate) : "~\(PriceText.text(run.estimate))"
    }
}
