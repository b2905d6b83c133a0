package import InferenceKit

/// Stages local files by sending them to a server that serves them, as the emulator does.
///
/// A file goes to `PUT BASE/NAME`; the answer is 201 with `{"url": …}`.
package struct UploadStaging: Staging {
    private let base: String
    private let transport: any Transport

    /// Prepares uploads.
    ///
    /// - Parameters:
    ///   - base: The URL below which files are uploaded, without a final slash.
    ///   - transport: Sends the files.
    package init(base: String, transport: any Transport) {
        self.base = base
        self.transport = transport
    }

    /// The URL below which files are uploaded.
    package var place: String { base }

    /// Three quarters of an hour: it is unknown how long a server keeps files, and an upload is free.
    package var life: Duration { .seconds(45 * 60) }

    /// Uploads a file.
    ///
    /// - Parameters:
    ///   - file: A file with a path.
    ///   - progress: Called when it takes long.
    /// - Returns: The URL that the server answered with.
    /// - Throws: `PredictionError` with `service-unavailable` when the server did not accept it, `dry-run` in a dry run.
    package func link(
        to file: MediaFile,
        progress: @escaping @Sendable (ProgressUpdate) -> Void
    ) async throws -> StagedLink {
        guard let path = file.path else {
            throw PredictionError(.invalidInput, "the input '\(file.name)' is not a local file")
        }
        let suffix = file.format.map { ".\($0)" } ?? ""
        let request = HTTPRequest(
            "PUT",
            "\(base)/\(file.name)\(suffix)",
            headers: ["Content-Type": file.contentType ?? "application/octet-stream"],
            body: .file(path: path),
            timeout: .seconds(300)
        )
        let response: HTTPResponse
        do {
            response = try await transport.send(request) { progress(.upload(of: file, $0, $1)) }
        } catch {
            if error.code == .dryRun { return .placeholder(for: file) }
            if error.code == .canceled { throw CancellationError() }
            throw PredictionError(
                .serviceUnavailable,
                "the input '\(file.name)' cannot be uploaded: \(error.message)",
                help: "check the address given with --staging"
            )
        }
        guard response.status == 201, let url = try? JSONValue(parsing: response.body)["url"]?.string else {
            throw PredictionError(
                .serviceUnavailable,
                "the input '\(file.name)' cannot be uploaded: the server returned HTTP \(response.status)",
                help: "check that the address given with --staging accepts uploads",
                vendor: .init(httpStatus: response.status)
            )
        }
        return StagedLink(url: url)
    }
}

extension StagedLink {
    /// In place of the URL in a dry run.
    static func placeholder(for file: MediaFile) -> StagedLink {
        StagedLink(url: "<URL of \(file.name) after upload>")
    }
}

extension ProgressUpdate {
    /// How much of a file has been uploaded.
    static func upload(of file: MediaFile, _ sentBytes: Int64, _ totalBytes: Int64) -> ProgressUpdate {
        ProgressUpdate("uploading \(file.name)", bytes: sentBytes, of: totalBytes)
    }
}

/// Used when there is no place for local files: refuses each of them.
package struct NoStaging: Staging {
    /// Creates the refusal.
    package init() {}

    /// Nowhere.
    package var place: String { "" }

    /// None.
    package var life: Duration { .zero }

    /// Refuses.
    ///
    /// - Throws: `PredictionError` with `invalid-input`, always.
    package func link(
        to file: MediaFile,
        progress: @escaping @Sendable (ProgressUpdate) -> Void
    ) async throws -> StagedLink {
        throw PredictionError(
            .invalidInput,
            "the input '\(file.name)' is a local file, which the service cannot fetch",
            help:
                "give an https:// link that the service can fetch, set a bucket with --staging, or try it with --emulator"
        )
    }
}
