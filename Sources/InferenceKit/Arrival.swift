internal import Synchronization

/// An output that is being downloaded, and the version that its file holds the beginning of.
final class Arrival: Sendable {
    let output: String
    let path: String
    private let channel: any RunChannel
    private let state: Mutex<FileVersion?>

    /// Starts with the part that an earlier part of the run has fetched.
    ///
    /// - Parameters:
    ///   - output: The name of the output in the manifest.
    ///   - path: Where it is written.
    ///   - parts: The files of which a part has arrived; the last entry about a file counts.
    ///   - channel: Gets the version and the progress.
    init(_ output: String, at path: String, after parts: [PartialDownload], _ channel: any RunChannel) {
        self.output = output
        self.path = path
        self.channel = channel
        let part = parts.last { $0.output == output && $0.path == path }
        state = Mutex(part.flatMap { FileVersion(entityTag: $0.entityTag, totalBytes: $0.totalBytes) })
    }

    /// The version that the file holds the beginning of; `nil` when it is unknown.
    var version: FileVersion? { state.withLock { $0 } }

    /// Whether the file has as many bytes as its version.
    var isComplete: Bool { version.map { fileSize(path) == $0.totalBytes } ?? false }

    /// Forgets the version, so that the file is fetched from the start.
    func startOver() { change(to: nil) }

    /// Reports the progress of the download.
    func note(_ progress: DownloadProgress) {
        change(to: progress.version)
        channel.report(
            .progress(ProgressUpdate("downloading \(output)", bytes: progress.receivedBytes, of: progress.totalBytes))
        )
    }

    /// Reports another version at once: a file must never count as the beginning of the wrong version.
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
