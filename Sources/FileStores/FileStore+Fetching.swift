internal import ErrorReporting
package import FoundationEssentials
internal import Hashing

extension FileStore {
    /// Writes a kept file to a path, once its bytes are checked.
    ///
    /// - Parameters:
    ///   - sha256: SHA-256 of its bytes in hex.
    ///   - sizeBytes: Its length.
    ///   - path: Where it goes; nothing may be there unless it is replaced.
    ///   - replaces: Whether a file there is replaced.
    /// - Throws: `RunnerError`: `file-missing`, `files-unreachable`, or `cannot-write`.
    package func get(_ sha256: String, sizeBytes: Int64, to path: String, replaces: Bool = false) async throws {
        let arrival = FileArrival(at: path)
        let partial = arrival.partialPath
        defer { arrival.end() }
        guard try await fetch(sha256, to: partial, sizeBytes: sizeBytes) else {
            throw RunnerError(
                .fileMissing,
                "the file '\(sha256.prefix(12))…' is not in \(place)",
                help: "it may have been cleaned up; a run's inputs and outputs stay there while the run needs them"
            )
        }
        guard (try? SHA256.digest(ofFileAt: partial).hex) == sha256 else {
            throw RunnerError(
                .filesUnreachable,
                "the file '\(sha256.prefix(12))…' in \(place) has the wrong content",
                help: "remove it there, so that it is uploaded again"
            )
        }
        try arrival.name(replaces: replaces)
    }

    /// Deletes files that are old and that nothing needs.
    ///
    /// A file that is stored again counts as new, so one that a run is about to use is not deleted between the two. Where the new age comes
    /// late, nothing is deleted that is younger than that, with an hour for the run to be recorded.
    ///
    /// - Parameters:
    ///   - time: Files that were stored at this time or later stay.
    ///   - needed: The hashes of files that stay whatever their age; asked for only when something is old.
    /// - Returns: How many files were deleted, and how many bytes.
    /// - Throws: `RunnerError` with `files-unreachable`, or what `needed` throws.
    package func clean(
        putBefore time: Date,
        keeping needed: () async throws -> Set<String>
    ) async throws -> (files: Int, bytes: Int64) {
        let time = freshness > 0 ? min(time, Date().addingTimeInterval(-freshness - 3_600)) : time
        var deleted: (files: Int, bytes: Int64) = (0, 0)
        var last: String?
        while true {
            let page = try await files(after: last)
            guard let end = page.last else { return deleted }
            last = end.sha256
            let old = page.filter { $0.time < time }
            guard !old.isEmpty else { continue }
            // Asked for after the list: what has been put since then is not in it.
            let kept = try await needed()
            for file in old where !kept.contains(file.sha256) {
                // Somebody may have put it again.
                guard let now = try await find(file.sha256), now.time < time else { continue }
                try await remove(file.sha256)
                deleted.files += 1
                deleted.bytes += file.sizeBytes
            }
        }
    }
}
