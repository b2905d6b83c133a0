extension PredictionContext {
    /// Returns a URL from which a service can fetch an input.
    ///
    /// A file that was given as a URL keeps it; a local file is put where `--staging` says.
    ///
    /// - Parameter file: An input.
    /// - Returns: An absolute URL.
    /// - Throws: ``PredictionError`` when the file is local and cannot be put anywhere.
    public func stage(_ file: MediaFile) async throws -> String {
        if let url = file.url { return url }
        let place = staging.place
        let staged = try await step(
            "stage \(file.name)",
            lifetime: StagedFile.lifetime,
            isStillGood: { $1 && $0.place == place }
        ) {
            progress("uploading \(file.name)")
            return StagedFile(url: try await staging.url(for: file), place: place)
        }
        return staged.url
    }

    private struct StagedFile: Codable {
        /// For how long nothing is uploaded again; how long a place keeps files is not known, and an upload is free.
        static let lifetime: Duration = .seconds(45 * 60)

        var url: String
        var place: String
    }

    /// Fetches an output that a service has made.
    ///
    /// What another attempt may mend (a lost connection, a failing server, a file that is not whole) is tried again.
    ///
    /// - Parameters:
    ///   - url: Where the service serves it.
    ///   - output: The name of the output in the manifest.
    ///   - retry: How often and how soon to try again.
    ///   - problem: Looks at the file that arrived and tells what is wrong with it, if anything.
    /// - Returns: The file, complete.
    /// - Throws: ``PredictionError``: `output-unavailable`, with the HTTP status when the service does not serve it;
    ///   `cannot-write` when the file cannot be written; `deadline-exceeded` when there is no time left.
    public func download(
        _ url: String,
        as output: String,
        retry: RetryPolicy = RetryPolicy(),
        problem: @Sendable (_ path: String) -> String? = { _ in nil }
    ) async throws -> MediaFile {
        let path = try path(for: output)
        var failures = 0
        while true {
            try Task.checkCancellation()
            let failure = try await attemptDownload(url, to: path, of: output, problem: problem)
            guard let failure else {
                var file = MediaFile(name: output, path: path)
                file.sizeBytes = fileSize(path)
                return file
            }
            guard remaining > .zero else { throw outOfTime(output) }
            failures += 1
            let delay = retry.delay(afterFailures: failures, retryAfter: nil, random: setup.random())
            guard failure.isWorthAnotherAttempt, let delay else { throw failure.error }
            guard delay < remaining else { throw outOfTime(output) }
            log("\(failure.error.message); trying again in \(delay.text)")
            try await setup.time.sleep(for: delay)
        }
    }

    private func outOfTime(_ output: String) -> PredictionError {
        PredictionError(.deadlineExceeded, "the time of the run was over before the \(output) was downloaded")
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
        to path: String,
        of output: String,
        problem: @Sendable (String) -> String?
    ) async throws -> DownloadFailure? {
        guard remaining > .zero else { throw outOfTime(output) }
        do {
            let request = HTTPRequest("GET", url, timeout: remaining)
            let response = try await setup.transport.download(request, to: path) { [channel] received, total in
                channel.report(.progress(downloadText(output, received, total)))
            }
            guard (200...299).contains(response.status) else {
                return DownloadFailure(
                    "the \(output) cannot be downloaded: the server answered HTTP \(response.status)",
                    httpStatus: response.status,
                    isWorthAnotherAttempt: response.status == 429 || response.status >= 500
                )
            }
            return problem(path).map { problem in
                DownloadFailure("the \(output) that arrived is not usable: \(problem)", isWorthAnotherAttempt: true)
            }
        } catch let error {
            if error.code == .cancelled { throw CancellationError() }
            if error.code == .file {
                throw PredictionError(.cannotWrite, error.message, help: "make room, or choose another place with -o")
            }
            let mendable: Set<TransportError.Code> = [
                .nameNotResolved, .cannotConnect, .timedOut, .stalled, .connectionLost, .other,
            ]
            return DownloadFailure(
                "the \(output) cannot be downloaded: \(error.message)",
                isWorthAnotherAttempt: mendable.contains(error.code)
            )
        }
    }
}

private func downloadText(_ output: String, _ received: Int64, _ total: Int64?) -> String {
    let megabytes = { (bytes: Int64) in "\((Double(bytes) / 100_000).rounded() / 10) MB" }
    guard let total, total > 0 else { return "downloading \(output), \(megabytes(received))" }
    return "downloading \(output), \(megabytes(received)) of \(megabytes(total))"
}
