extension PredictionContext {
    /// Fetches a small file that belongs to the run and keeps it with it, such as the mask of the chosen subject.
    ///
    /// Nothing happens if it cannot be fetched, since the run does not depend on it, or in a dry run.
    ///
    /// - Parameters:
    ///   - url: The link to the file.
    ///   - name: The file's name, such as `mask.png`, without a directory.
    public func keep(_ url: String, as name: String) async {
        guard url.hasPrefix("http"), let file = KeptFile.scratchName(for: name) else { return }
        try? await fetch(url, to: "\(scratchDirectory)/\(file)")
    }

    /// Fetches a file of a service into the scratch directory.
    ///
    /// - Parameters:
    ///   - url: The link.
    ///   - path: Where it goes.
    /// - Throws: ``PredictionError`` with `output-unavailable`.
    package func fetch(_ url: String, to path: String) async throws(PredictionError) {
        do {
            let request = HTTPRequest("GET", url, timeout: min(.seconds(60), max(.seconds(1), remaining)))
            let response = try await setup.transport.download(request, to: path) { _, _ in }
            guard (200...299).contains(response.status) else {
                throw PredictionError(
                    .outputUnavailable,
                    "the server returned HTTP \(response.status)",
                    vendor: PredictionError.VendorDetail(httpStatus: response.status)
                )
            }
        } catch let error as PredictionError {
            throw error
        } catch {
            throw PredictionError(.outputUnavailable, "\(error)")
        }
    }
}
