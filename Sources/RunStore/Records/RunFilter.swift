package import FoundationEssentials

/// Which runs to list, newest first.
package struct RunFilter: Sendable, Hashable {
    /// Only runs with one of these statuses; empty for all.
    package var statuses: Set<RunStatus>
    /// Only runs of this model, named with or without the namespace.
    package var model: String?
    /// Only runs with this label.
    package var label: String?
    /// Only runs that this caller asked for; `nil` for the runs of all.
    package var caller: String?
    /// Only runs that a remote caller asked for, or only those of the user of this machine; `nil` for both.
    package var isRemote: Bool?
    /// Only runs that are enqueued, or only those that are not; `nil` for both.
    package var isEnqueued: Bool?
    /// Only runs recorded at this time or later.
    package var since: Date?
    /// Only runs recorded before this time.
    package var until: Date?
    /// Only runs that come after this place in the list.
    package var after: RunPosition?
    /// Only runs that come before this place in the list; with a limit, the last of them.
    package var before: RunPosition?
    /// The greatest number of runs; `nil` for all.
    package var limit: Int?

    /// Creates a filter; each parameter is the property of the same name.
    package init(
        statuses: Set<RunStatus> = [],
        model: String? = nil,
        label: String? = nil,
        caller: String? = nil,
        since: Date? = nil,
        until: Date? = nil,
        after: RunPosition? = nil,
        before: RunPosition? = nil,
        limit: Int? = nil
    ) {
        self.statuses = statuses
        self.model = model
        self.label = label
        self.caller = caller
        self.since = since
        self.until = until
        self.after = after
        self.before = before
        self.limit = limit
    }
}

/// A place in the list of runs, newest first.
package struct RunPosition: Sendable, Hashable {
    /// When the run at this place was recorded.
    package var created: Date
    /// Its name, which orders runs that were recorded at the same time.
    package var id: RunID

    /// Creates a place; each parameter is the property of the same name.
    package init(created: Date, id: RunID) {
        self.created = created
        self.id = id
    }
}
