internal import Glibc
internal import Hashing
package import InferenceKit
internal import StagingPlaces
internal import Synchronization
internal import SystemReasons

/// Stages local files in a bucket, named by the hash of their content, so that the same file is never sent twice.
package struct S3Staging: Staging {
    private let client: S3Client
    private let cleansUp: Bool
    private let uploaded = Names()

    /// Prepares uploads.
    ///
    /// - Parameters:
    ///   - client: Reaches the bucket.
    ///   - cleansUp: Whether ``cleanUp()`` removes what this run has uploaded.
    package init(_ client: S3Client, cleansUp: Bool = false) {
        self.client = client
        self.cleansUp = cleansUp
    }

    /// The service, the bucket and the prefix.
    package var place: String { client.storage.place }

    /// The life of a link, less a quarter of an hour for the service to fetch the file.
    package var life: Duration { .seconds(max(0, client.storage.linkSeconds - 900)) }

    /// Uploads a file unless it is there, and signs a link to it.
    ///
    /// - Parameters:
    ///   - file: A file with a path.
    ///   - progress: Called when it takes long.
    /// - Returns: The link, and the object's name when it was uploaded.
    /// - Throws: `PredictionError`, or `CancellationError`.
    package func link(
        to file: MediaFile,
        progress: @escaping @Sendable (ProgressUpdate) -> Void
    ) async throws -> StagedLink {
        guard let path = file.path else {
            throw PredictionError(.invalidInput, "the input '\(file.name)' is not a local file")
        }
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw unreadable(file, SystemReason.text())
        }
        let byteCount = Int64(status.st_size)
        let hash: String
        do {
            hash = try SHA256.digest(ofFileAt: path).hex
        } catch {
            throw unreadable(file, error.description)
        }
        let name = client.storage.name(hash + suffix(of: file))
        do {
            if try await isThere(name, byteCount: byteCount, note: { progress(ProgressUpdate($0)) }) {
                return StagedLink(url: try client.link(to: name))
            }
            try await upload(file, path, hash: hash, byteCount: byteCount, to: name, progress: progress)
        } catch let error as PredictionError where error.code == .dryRun {
            return .placeholder(for: file)
        }
        uploaded.insert(name)
        return StagedLink(url: try client.link(to: name), uploaded: name)
    }

    /// Notes an object that an earlier part of the run has uploaded.
    package func remember(uploaded name: String) { uploaded.insert(name) }

    /// Removes the objects that the run has uploaded, when that is wanted.
    ///
    /// - Returns: The objects that could not be removed and why, one sentence each.
    package func cleanUp() async -> [String] {
        guard cleansUp else { return [] }
        var warnings: [String] = []
        for name in uploaded.takeAll() {
            do {
                _ = try await client.send("DELETE", name)
            } catch {
                let reason = (error as? PredictionError)?.message ?? "the bucket took too long"
                warnings.append("the staged file '\(name)' could not be removed: \(reason)")
            }
        }
        return warnings
    }
}

// MARK: - One file

extension S3Staging {
    private func isThere(_ name: String, byteCount: Int64, note: (String) -> Void) async throws -> Bool {
        let response: HTTPResponse
        do {
            response = try await client.send("HEAD", name, note: note)
        } catch let error as PredictionError where error.code == .dryRun {
            // A dry run also shows the upload.
            return false
        }
        // Without the right to list, a bucket answers 403 for an object that it does not hold; the upload says more.
        return response.status == 200 && response.headers["Content-Length"] == "\(byteCount)"
    }

    private func upload(
        _ file: MediaFile,
        _ path: String,
        hash: String,
        byteCount: Int64,
        to name: String,
        progress: @escaping @Sendable (ProgressUpdate) -> Void
    ) async throws {
        let content = S3Client.Content(
            body: .file(path: path),
            hash: hash,
            headers: ["Content-Type": file.contentType ?? "application/octet-stream"],
            // A stalled upload ends long before; this only bounds a slow one.
            timeout: .seconds(300 + byteCount / (32 << 10))
        )
        _ = try await client.send(
            "PUT",
            name,
            content,
            progress: { progress(.upload(of: file, $0, $1)) },
            note: { progress(ProgressUpdate($0)) }
        )
    }

    /// The usual extension of the file's format, or the file's own when that is plain.
    private func suffix(of file: MediaFile) -> String {
        if let format = file.format { return format == "jpeg" ? ".jpg" : ".\(format)" }
        let name = file.path?.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        let ending = name[dot...].dropFirst().lowercased()
        let isPlain = ending.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        return isPlain && (1...8).contains(ending.utf8.count) ? ".\(ending)" : ""
    }

    private func unreadable(_ file: MediaFile, _ reason: String) -> PredictionError {
        PredictionError(
            .invalidInput,
            "the input '\(file.name)' cannot be read: \(reason)",
            help: "check that the file is still there"
        )
    }

    /// The objects that the run has uploaded.
    private final class Names: Sendable {
        private let names = Mutex<Set<String>>([])

        func insert(_ name: String) { names.withLock { _ = $0.insert(name) } }

        func takeAll() -> [String] {
            names.withLock { names in
                defer { names = [] }
                return names.sorted()
            }
        }
    }
}
