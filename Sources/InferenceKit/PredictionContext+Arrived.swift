internal import Glibc

extension PredictionContext {
    /// Whether an earlier part of the run has fetched all of an output, so that it need not be served again.
    ///
    /// - Parameters:
    ///   - output: The name of the output in the manifest.
    ///   - problem: Checks the file and returns what is wrong with it, if anything.
    /// - Returns: Whether ``download(_:as:retry:problem:)`` will have nothing to fetch.
    package func hasArrived(_ output: String, problem: (_ path: String) -> String?) -> Bool {
        guard let path = try? path(for: output) else { return false }
        return Arrival(output, at: path, after: partialDownloads, channel).isComplete && problem(path) == nil
    }

    /// Whether a recorded output is at its place in this part of the run, with its recorded length.
    ///
    /// - Parameter file: An output with its path and its size.
    /// - Returns: Whether it need not be made again.
    package func isThere(_ file: MediaFile) -> Bool {
        guard let path = file.path, (try? self.path(for: file.name)) == path else { return false }
        return file.sizeBytes != nil && fileSize(path) == file.sizeBytes
    }

    /// Whether a recorded video is at its place in this part of the run, and complete.
    ///
    /// - Parameter file: An output with its path and its size.
    /// - Returns: Whether it need not be fetched again.
    package func isWholeVideo(_ file: MediaFile) -> Bool {
        isThere(file) && file.path.flatMap(MP4File.problem(ofFileAt:)) == nil
    }
}

/// The length of a regular file in bytes; `nil` when there is none.
func fileSize(_ path: String) -> Int64? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int64(status.st_size)
}
