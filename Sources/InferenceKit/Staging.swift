/// Gives local files a URL that a service can fetch.
package protocol Staging: Sendable {
    /// What the URLs depend on; another place knows nothing of them.
    var place: String { get }

    /// Makes a file fetchable.
    ///
    /// - Parameter file: A file with a path.
    /// - Returns: An absolute URL.
    /// - Throws: ``PredictionError`` when there is no place to put it, or it cannot be put there.
    func url(for file: MediaFile) async throws -> String
}
