/// What can be wrong with what is asked of a store, in the user's terms.
extension RunStoreError {
    /// There is no run of that name.
    static func noSuchRun(_ name: String) -> RunStoreError {
        RunStoreError(.noSuchRun, "there is no run '\(name)'", help: "'runner runs list' shows the runs there are")
    }

    /// Several runs have a name that begins so.
    static func ambiguousRun(_ name: String, candidates: [String], more: Bool) -> RunStoreError {
        let list = candidates.joined(separator: ", ") + (more ? " and more" : "")
        return RunStoreError(
            .ambiguousRun,
            "several runs have a name that begins with '\(name)': \(list)",
            help: "type more of it"
        )
    }

    /// Another process works on the run.
    static func locked(_ lease: RunLease, to action: String) -> RunStoreError {
        let owner = lease.owner
        return RunStoreError(
            .locked,
            "process \(owner.processID) on '\(owner.host)' works on the run '\(lease.run.short)' since "
                + "\(lease.acquired.text), and it cannot be \(action) meanwhile",
            help: "'runner runs wait \(lease.run.short)' waits for it; should that process be gone, its hold ends at "
                + lease.expires.text
        )
    }

    /// Another process has taken the run over.
    static func leaseLost(_ run: RunID, to owner: RunOwner?) -> RunStoreError {
        let who = owner.map { "process \($0.processID) on '\($0.host)'" } ?? "another process"
        return RunStoreError(
            .leaseLost,
            "\(who) has taken the run '\(run.short)' over",
            help: "'runner runs show \(run.short)' tells where it stands"
        )
    }

    /// A step's record does not fit what was recorded before.
    static func stepConflict(_ message: String) -> RunStoreError {
        RunStoreError(.stepConflict, message, help: "steps of one name have to follow one another")
    }
}
