package import FoundationEssentials

/// Which runs to list, newest first.
package struct RunFilter: Sendable, Hashable {
    /// Only runs with one of these statuses; empty for all.
    package var statuses: Set<RunStatus>
    /// Only runs of this model, named with or without the namespace.
    package var model: String?
    /// Only runs recorded at this time or later.
    package var since: Date?
    /// The greatest number of runs; `nil` for all.
    package var limit: Int?

    /// Creates a filter; each parameter is the property of the same name.
    package init(statuses: Set<RunStatus> = [], model: String? = nil, since: Date? = nil, limit: Int? = nil) {
        self.statuses = statuses
        self.model = model
        self.since = since
        self.limit = limit
    }
}
