/// Gives local files a URL that a service can fetch.
package protocol Staging: Sendable {
    /// What the URLs depend on; another place knows nothing of them.
    var place: String { get }

    /// How long a URL can be used again, also when the run is resumed.
    var life: Duration { get }

    /// Makes a file fetchable.
    ///
    /// - Parameters:
    ///   - file: A file with a path.
    ///   - progress: Called when it takes long.
    /// - Returns: Where it can be fetched.
    /// - Throws: ``PredictionError`` when there is no place to put it, or it cannot be put there.
    func link(to file: MediaFile, progress: @escaping @Sendable (ProgressUpdate) -> Void) async throws -> StagedLink

    /// Takes note of what an earlier part of the run has put there.
    func remember(uploaded name: String)

    /// Removes what the run has put there, when that is wanted; what was there before stays.
    ///
    /// - Returns: What could not be removed and why, one sentence each.
    func cleanUp() async -> [String]
}

extension Staging {
    /// Does nothing: nothing is removed.
    package func remember(uploaded name: String) {}

    /// Removes nothing.
    package func cleanUp() async -> [String] { [] }
}

/// Where a staged file can be fetched.
package struct StagedLink: Sendable, Hashable {
    /// An absolute URL.
    package var url: String
    /// The name under which the place knows the file, when it was put there just now.
    package var uploaded: String?

    /// Describes a link.
    ///
    /// - Parameters:
    ///   - url: An absolute URL.
    ///   - uploaded: The name under which the place knows the file, when it was put there just now.
    package init(url: String, uploaded: String? = nil) {
        self.url = url
        self.uploaded = uploaded
    }
}
