/// Gives local files a URL that a service can fetch.
package protocol Staging: Sendable {
    /// The place that the URLs belong to; they are unknown at any other.
    var place: String { get }

    /// How long a URL can be reused, including by a resumed run.
    var life: Duration { get }

    /// Makes a file fetchable.
    ///
    /// - Parameters:
    ///   - file: A file with a path.
    ///   - progress: Called when it takes long.
    /// - Returns: Where it can be fetched.
    /// - Throws: ``PredictionError`` when there is no place for it, or it cannot be uploaded.
    func link(to file: MediaFile, progress: @escaping @Sendable (ProgressUpdate) -> Void) async throws -> StagedLink

    /// Notes a file that an earlier part of the run has uploaded.
    func remember(uploaded name: String)

    /// Removes the files that the run has uploaded, when that is wanted; files that existed before stay.
    ///
    /// - Returns: The files that could not be removed and why, one sentence each.
    func cleanUp() async -> [String]
}

extension Staging {
    /// Does nothing: nothing is removed.
    package func remember(uploaded name: String) {}

    /// Removes nothing.
    package func cleanUp() async -> [String] { [] }
}

/// The link to a staged file.
package struct StagedLink: Sendable, Hashable {
    /// An absolute URL.
    package var url: String
    /// The file's name at the place, when it was uploaded just now.
    package var uploaded: String?

    /// Describes a link.
    ///
    /// - Parameters:
    ///   - url: An absolute URL.
    ///   - uploaded: The file's name at the place, when it was uploaded just now.
    package init(url: String, uploaded: String? = nil) {
        self.url = url
        self.uploaded = uploaded
    }
}
