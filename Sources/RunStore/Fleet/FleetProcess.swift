package import FoundationEssentials

/// A process that drives runs for others, as it announces itself.
package struct FleetProcess: Sendable, Hashable {
    /// What the process is there for.
    package enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        /// `runner work`.
        case work
        /// `runner serve`.
        case serve
    }

    /// Which process.
    package var owner: RunOwner
    /// What it is there for.
    package var kind: Kind
    /// The version of the program.
    package var version: String
    /// How many runs it drives at a time; 0 for one that only enqueues.
    package var concurrency: Int
    /// The models whose enqueued runs it takes: their full names by content key.
    package var models: [String: String]
    /// When it started.
    package var started: Date
    /// When it last reported; a store sets this.
    package var seen: Date

    /// Creates a description; each parameter is the property of the same name.
    package init(
        owner: RunOwner,
        kind: Kind,
        version: String,
        concurrency: Int,
        models: [String: String],
        started: Date,
        seen: Date
    ) {
        self.owner = owner
        self.kind = kind
        self.version = version
        self.concurrency = concurrency
        self.models = models
        self.started = started
        self.seen = seen
    }

    /// How often a process reports that it is running.
    package static let pulse: Duration = .seconds(10)
    /// How long after its last message a process counts as gone.
    package static let patience: Duration = .seconds(60)
    /// How long after its last message a store forgets a process.
    package static let memory: Duration = .seconds(3_600)

    /// Whether it drives runs that others have enqueued; a server drives its own.
    package var takesEnqueuedRuns: Bool { kind == .work && concurrency > 0 }

    /// Whether it is there, as far as is known.
    ///
    /// - Parameter time: Now.
    /// - Returns: False when it has not reported for ``patience``, or has ended on this machine.
    package func isThere(at time: Date) -> Bool {
        owner.isAlive != false && time < seen.addingTimeInterval(Self.patience / .seconds(1))
    }
}
