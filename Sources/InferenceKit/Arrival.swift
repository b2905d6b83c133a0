internal import Synchronization

/// An output that is being fetched: which version of it the file holds the beginning of, and who is told.
final class Arrival: Sendable {
    let output: String
    let path: String
    private let channel: any RunChannel
    private let state: Mutex<FileVersion?>

    /// Starts with what has arrived in an earlier part of the run.
    ///
    /// - Parameters:
    ///   - output: The name of the output in the manifest.
    ///   - path: Where it is written.
    ///   - parts: Of which files a part has arrived, and where; the last word about one counts.
    ///   - channel: Is told which version arrives.
    init(_ output: String, at path: String, after parts: [PartialDownload], _ channel: any RunChannel) {
        self.output = output
        self.path = path
        self.channel = channel
        let part = parts.last { $0.output == output && $0.path == path }
        state = Mutex(part.flatMap { FileVersion(entityTag: $0.entityTag, totalBytes: $0.totalBytes) })
    }

    /// What the file holds the beginning of; `nil` when that is not known.
    var version: FileVersion? { state.withLock { $0 } }

    /// Whether the file has as many bytes as its version.
    var isComplete: Bool { version.map { fileSize(path) == $0.totalBytes } ?? false }

    /// Forgets what the file holds, so that it is fetched from the start.
    func startOver() { change(to: nil) }

    /// Takes up how far the download is.
    func note(_ progress: DownloadProgress) {
        change(to: progress.version)
        channel.report(
            .progress(ProgressUpdate("downloading \(output)", bytes: progress.receivedBytes, of: progress.totalBytes))
        )
    }

    /// Tells of another version at once: a file must never be taken for the beginning of a version that it is not.
    private func change(to version: FileVersion?) {
        let isNew = state.withLock { state in
            defer { state = version }
            return state != version
        }
        guard isNew else { return }
        channel.report(
            .downloading(
                PartialDownload(
                    output: output,
                    path: path,
                    entityTag: version?.entityTag ?? "",
                    totalBytes: version?.totalBytes ?? 0
                )
            )
        )
    }
}
