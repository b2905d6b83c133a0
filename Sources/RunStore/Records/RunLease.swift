package import FoundationEssentials

/// The right to drive a run, which one process has at a time.
package struct RunLease: Sendable, Hashable {
    /// The run.
    package let run: RunID
    /// The process that has it.
    package let owner: RunOwner
    /// Counts how often the run was taken; a process whose token is no longer current cannot write.
    package let token: Int64
    /// When it was taken.
    package let acquired: Date
    /// When it expires unless it is renewed.
    package var expires: Date

    /// How long a lease lasts; it is renewed several times in this time.
    package static let length: Duration = .seconds(60)

    /// Creates a lease; each parameter is the property of the same name.
    package init(run: RunID, owner: RunOwner, token: Int64, acquired: Date, expires: Date) {
        self.run = run
        self.owner = owner
        self.token = token
        self.acquired = acquired
        self.expires = expires
    }

    /// Whether the lease expires later than a lease can, because the clock of the other host is ahead.
    ///
    /// Such a lease counts as ending after one ``length`` from now, so that a run is not lost to a wrong clock. Whether the
    /// owner of a lease on this host is alive is known, so its clock does not matter.
    ///
    /// - Parameter time: Now.
    /// - Returns: Whether its end is to be moved.
    package func isTooLong(at time: Date) -> Bool {
        owner.isAlive == nil && expires > Self.end(from: time)
    }

    /// When a lease that is taken or renewed now expires.
    ///
    /// - Parameter time: Now.
    /// - Returns: The end.
    package static func end(from time: Date) -> Date {
        time.addingTimeInterval(Double(length.milliseconds) / 1_000)
    }

    /// Whether a process is working on the run: the lease has not expired, and its owner is not known to have ended.
    ///
    /// - Parameter time: Now.
    /// - Returns: Whether it is held.
    package func isHeld(at time: Date) -> Bool { expires > time && owner.isAlive != false }
}
