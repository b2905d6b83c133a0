/// Gives local files a URL that a service can fetch.
package protocol Staging: Sendable {
    /// Makes a file fetchable.
    ///
    /// - Parameter file: A file with a path.
    /// - Returns: An absolute URL.
    /// - Throws: ``PredictionError`` when there is no place to put it, or it cannot be put there.
    func url(for file: MediaFile) async throws -> String
}
