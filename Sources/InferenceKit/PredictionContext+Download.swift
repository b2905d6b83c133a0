extension PredictionContext {
    /// Fetches an output that a service has made.
    ///
    /// After a lost connection, an error of the server, or an incomplete file it tries again. The part that has
    /// arrived is not fetched a second time, even when the run is resumed, as long as the server proves that it still
    /// serves the same file.
    ///
    /// - Parameters:
    ///   - url: The link to the output.
    ///   - output: The name of the output in the manifest.
    ///   - headers: What a protected file needs, such as `Authorization`; a redirect to another host does not get them.
    ///   - retry: How often and how soon to try again.
    ///   - problem: Checks the file that arrived and returns what is wrong with it, if anything.
    /// - Returns: The file, complete.
    /// - Throws: ``PredictionError``: `output-unavailable`, with the HTTP status when the service does not serve it;
    ///   `cannot-write` when the file cannot be written; `deadline-exceeded` when there is no time left.
    public func download(
        _ url: String,
        as output: String,
        headers: HTTPHeaders = [:],
        retry: RetryPolicy = RetryPolicy(),
        problem: @Sendable (_ path: String) -> String? = { _ in nil }
    ) async throws -> MediaFile {
        try await download(url, as: output, to: try path(for: output), headers, retry, problem)
    }

    /// Fetches an output, as ``download(_:as:headers:retry:problem:)``, to a place of its own.
    func download(
        _ url: String,
        as output: String,
        to path: String,
        _ headers: HTTPHeaders,
        _ retry: RetryPolicy,
        _ problem: @Sendable (_ path: String) -> String?
    ) async throws -> MediaFile {
        let arrival = Arrival(output, at: path, after: partialDownloads, channel)
        var failures = 0
        while true {
            try Task.checkCancellation()
            let before = fileSize(path) ?? 0
            let failure = try await attemptDownload(url, headers, arrival, problem: problem)
            guard let failure else {
                var file = MediaFile(name: output, path: path)
                file.sizeBytes = fileSize(path)
                return file
            }
            guard remaining > .zero else { throw outOfTime(output) }
            // A server that cuts every answer short still serves a long file piece by piece.
            let hasAdvanced = arrival.version != nil && (fileSize(path) ?? 0) - before >= 1 << 20
            failures = hasAdvanced ? 1 : failures + 1
            let delay = retry.delay(afterFailures: failures, retryAfter: nil, random: setup.random())
            guard failure.isWorthAnotherAttempt, let delay else { throw failure.error }
            guard delay < remaining else { throw outOfTime(output) }
            log("\(failure.error.message); trying again in \(delay.text)")
            try await setup.time.sleep(for: delay)
        }
    }

    private func outOfTime(_ output: String) -> PredictionError {
        PredictionError(.deadlineExceeded, "the run's time limit was reached before the \(output) was downloaded")
    }

    private struct DownloadFailure {
        var error: PredictionError
        var isWorthAnotherAttempt: Bool

        init(_ message: String, httpStatus: Int? = nil, isWorthAnotherAttempt: Bool) {
            let vendor = httpStatus.map { PredictionError.VendorDetail(httpStatus: $0) }
            error = PredictionError(.outputUnavailable, message, vendor: vendor)
            self.isWorthAnotherAttempt = isWorthAnotherAttempt
        }
    }

    private func attemptDownload(
        _ url: String,
        _ headers: HTTPHeaders,
        _ arrival: Arrival,
        problem: @Sendable (String) -> String?
    ) async throws -> DownloadFailure? {
        let (path, output) = (arrival.path, arrival.output)
        if arrival.isComplete {
            if problem(path) == nil { return nil }
            arrival.startOver()
        }
        guard remaining > .zero else { throw outOfTime(output) }
        let version = arrival.version
        do {
            var headers = headers
            headers["Accept-Encoding"] = "identity"
            let request = HTTPRequest("GET", url, headers: headers, timeout: remaining)
            let response = try await setup.transport.download(request, to: path, continuing: version) { progress in
                arrival.note(progress)
            }
            guard (200...299).contains(response.status) else {
                if response.status == 416 { arrival.startOver() }
                return DownloadFailure(
                    "the \(output) cannot be downloaded: the server returned HTTP \(response.status)",
                    httpStatus: response.status,
                    isWorthAnotherAttempt: response.status == 429 || response.status >= 500
                        || response.status == 416 && version != nil
                )
            }
        } catch let error {
            if error.code == .canceled { throw CancellationError() }
            if error.code == .file {
                throw PredictionError(
                    .cannotWrite,
                    error.message,
                    help: "free some space, or choose another place with -o"
                )
            }
            if error.code == .rangeMismatch { arrival.startOver() }
            let passing: Set<TransportError.Code> = [
                .nameNotResolved, .cannotConnect, .timedOut, .stalled, .connectionLost, .rangeMismatch, .other,
            ]
            return DownloadFailure(
                "the \(output) cannot be downloaded: \(error.message)",
                isWorthAnotherAttempt: passing.contains(error.code)
            )
        }
        if let version = arrival.version, !arrival.isComplete {
            let size = fileSize(path) ?? 0
            return DownloadFailure(
                "\(size) of the \(version.totalBytes) bytes of the \(output) have arrived",
                isWorthAnotherAttempt: true
            )
        }
        guard let problem = problem(path) else { return nil }
        arrival.startOver()
        return DownloadFailure("the \(output) that arrived is not usable: \(problem)", isWorthAnotherAttempt: true)
    }
}
