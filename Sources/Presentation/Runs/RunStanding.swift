package import FoundationEssentials
package import RunStore

/// Where a run stands for its user, who wants to know also whether anybody works on it.
package struct RunStanding {
    /// The run.
    package let run: Run
    /// Whether a process works on it.
    package let isDriven: Bool

    /// - Parameters:
    ///   - run: The run.
    ///   - now: Now, to judge whether its lease still counts.
    package init(_ run: Run, now: Date) {
        self.run = run
        isDriven = !run.status.isTerminal && run.lease?.isHeld(at: now) ?? false
    }

    /// Whether it stopped before its end and no process works on it.
    package var isInterrupted: Bool { !run.status.isTerminal && !isDriven }

    /// Whether it stopped before its end and can be resumed.
    ///
    /// The service of a run with an emulator of its own ended with the command that started both.
    package var canGoOn: Bool { isInterrupted && !run.service.usesOwnEmulator }

    /// A few words, such as `processing (interrupted)`.
    package var text: String {
        if isInterrupted { return "\(run.status.rawValue) (interrupted)" }
        if isDriven, run.isCancelRequested { return "\(run.status.rawValue) (cancelling)" }
        return run.status.rawValue
    }

    /// What it costs, as short as fits a column: `~` before an estimate, `?` after what may not have been charged.
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
