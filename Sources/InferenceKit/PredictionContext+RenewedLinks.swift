extension PredictionContext {
    /// Fetches an output whose link may be dead, or lead to something that is not usable; then the service is asked for another.
    ///
    /// The service is asked once, or twice when the link returns 403 or 404.
    ///
    /// - Parameters:
    ///   - url: The link to the output.
    ///   - output: The name of the output in the manifest.
    ///   - retry: How often and how soon to try one link again.
    ///   - problem: Checks the file that arrived and returns what is wrong with it, if anything.
    ///   - renew: Asks the service for another link.
    /// - Returns: The file, complete.
    /// - Throws: As ``download(_:as:retry:problem:)``, and what `renew` throws.
    public func download(
        _ url: String,
        as output: String,
        retry: RetryPolicy = RetryPolicy(),
        problem: @Sendable (_ path: String) -> String? = { _ in nil },
        renewing renew: () async throws -> String
    ) async throws -> MediaFile {
        var url = url
        var renewals = 0
        while true {
            do {
                return try await download(url, as: output, retry: retry, problem: problem)
            } catch let error as PredictionError where error.allowsNewLink(after: renewals) {
                log("\(error.message); asking for a new link")
            }
            renewals += 1
            url = try await renew()
        }
    }
}

extension PredictionError {
    /// Whether a new link may help after this error of a download.
    fileprivate func allowsNewLink(after renewals: Int) -> Bool {
        guard code == .outputUnavailable else { return false }
        return renewals < ([403, 404].contains(vendor?.httpStatus) ? 2 : 1)
    }
}
