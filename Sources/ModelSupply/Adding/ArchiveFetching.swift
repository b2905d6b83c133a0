/// Fetches an archive from a link; the core does, since this module has no network.
package protocol ArchiveFetching: Sendable {
    /// Fetches an archive.
    ///
    /// - Parameters:
    ///   - url: An https link, or one to this machine.
    ///   - path: Where the file goes.
    ///   - limitBytes: The most that is fetched.
    ///   - timeout: The longest time.
    /// - Throws: `RunnerError`: `service-unavailable` if it cannot be fetched.
    func fetch(_ url: String, to path: String, limitBytes: Int, timeout: Duration) async throws
}
