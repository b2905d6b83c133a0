package import FoundationEssentials

/// The right to work on a run, which one process has at a time.
package struct RunLease: Sendable, Hashable {
    /// The run.
    package let run: RunID
    /// Who has it.
    package let owner: RunOwner
    /// Counts how often the run was taken, so that a process that has lost its lease cannot write any more.
    package let token: Int64
    /// When it was taken.
    package let acquired: Date
    /// When it ends unless it is renewed.
    package var expires: Date

    /// How long a lease lasts; it is renewed several times in this time.
    package static let length: Duration = .seconds(60)

    /// Describes a lease; each parameter is the property of the same name.
    package init(run: RunID, owner: RunOwner, token: Int64, acquired: Date, expires: Date) {
        self.run = run
        self.owner = owner
        self.token = token
        self.acquired = acquired
        self.expires = expires
    }

    /// Whether somebody works on the run: the lease has not expired, and its owner is not known to be gone.
    package func isHeld(at time: Date) -> Bool { expires > time && owner.isAlive != false }
}
