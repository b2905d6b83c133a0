internal import FoundationEssentials

/// Errors that every store can report.
extension RunStoreError {
    /// No run has this name.
    package static func noSuchRun(_ name: String) -> RunStoreError {
        RunStoreError(.noSuchRun, "there is no run '\(name)'", help: "'runner runs list' shows all runs")
    }

    /// Several runs have a name that begins like this.
    package static func ambiguousRun(_ name: String, candidates: [String], more: Bool) -> RunStoreError {
        let list = candidates.joined(separator: ", ") + (more ? " and more" : "")
        return RunStoreError(
            .ambiguousRun,
            "several runs have a name that begins with '\(name)': \(list)",
            help: "type more characters of the name"
        )
    }

    /// Another process is working on the run.
    package static func locked(_ lease: RunLease, to action: String) -> RunStoreError {
        let owner = lease.owner
        return RunStoreError(
            .locked,
            "process \(owner.processID) on '\(owner.host)' has been working on the run '\(lease.run.short)' since "
                + "\(lease.acquired.text), so it cannot be \(action) now",
            help:
                "wait for it with 'runner runs wait \(lease.run.short)'; if that process has died, the run becomes available at "
                + lease.expires.text
        )
    }

    /// The process that began a paid step may still record its outcome.
    package static func mayStillAnswer(_ owner: RunOwner, to step: String, of run: RunID) -> RunStoreError {
        RunStoreError(
            .locked,
            "process \(owner.processID), which began the paid step '\(step)' of the run '\(run.short)', is still running "
                + "and may have the response",
            help:
                "wait for it, or end it with 'kill \(owner.processID)' (a suspended one with 'kill -9 \(owner.processID)'); "
                + "then submit again with 'runner runs resume \(run.short) --resubmit'"
        )
    }

    /// The caller has given this name to a run that was asked for something else.
    package static func nameTaken(_ name: String, by run: RunID, with difference: String? = nil) -> RunStoreError {
        RunStoreError(
            .nameTaken,
            "the run '\(run)' already has the name '\(name)'" + (difference.map { ", and it has \($0)" } ?? ""),
            help: "use another name, or look at that run with 'runner runs show \(run.short)'"
        )
    }

    /// Another process has taken the run over.
    package static func leaseLost(_ run: RunID, to owner: RunOwner?) -> RunStoreError {
        let who = owner.map { "process \($0.processID) on '\($0.host)'" } ?? "another process"
        return RunStoreError(
            .leaseLost,
            "\(who) has taken over the run '\(run.short)'",
            help: "'runner runs show \(run.short)' shows its status"
        )
    }

    /// A step's record contradicts what was recorded before.
    package static func stepConflict(_ message: String) -> RunStoreError {
        RunStoreError(.stepConflict, message, help: "steps with the same name must run one after another")
    }

    /// A run that has ended cannot get another status.
    package static func cannotBecome(_ next: RunStatus, _ run: RunID, from status: RunStatus) -> RunStoreError {
        RunStoreError(
            .stepConflict,
            "the run '\(run.short)' is '\(status.rawValue)' and cannot become '\(next.rawValue)'",
            help: "'runner runs show \(run.short)' shows its status"
        )
    }
}
