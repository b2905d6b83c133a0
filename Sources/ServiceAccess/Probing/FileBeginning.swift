package import Media

/// The beginning of a remote file, as a source of the whole: the missing part cannot be read.
///
/// A server may claim any length, so missing bytes are not replaced.
package struct FileBeginning: ByteSource {
    /// The length of the whole file in bytes; when it is unknown, one more than are here.
    package let byteCount: Int64

    /// Whether nothing is missing.
    package var isWhole: Bool { beginning.byteCount == byteCount }

    private let beginning: FileByteSource

    /// Opens the beginning.
    ///
    /// - Parameters:
    ///   - totalBytes: The length of the whole file, if it is known; it is at least the length of the beginning.
    ///   - path: The beginning.
    /// - Throws: `MediaError` with the code `unreadable`.
    package init(of totalBytes: Int64?, at path: String) throws(MediaError) {
        beginning = try FileByteSource(path: path)
        byteCount = max(totalBytes ?? beginning.byteCount + 1, beginning.byteCount)
    }

    /// Reads bytes.
    ///
    /// - Parameters:
    ///   - offset: Where to start.
    ///   - count: How many bytes to read.
    /// - Returns: The bytes that are here, at least one unless the whole file ends before `offset`.
    /// - Throws: `MediaError` with the code `unreadable` where nothing is here.
    package func read(at offset: Int64, count: Int) throws(MediaError) -> [UInt8] {
        let bytes = try beginning.read(at: offset, count: count)
        // Blocks are larger than the part that is needed of them, so only a block that is missing completely is an error.
        guard !bytes.isEmpty || offset >= byteCount || count <= 0 else { throw missing }
        return bytes
    }

    private var missing: MediaError {
        MediaError(.unreadable, "only its first \(beginning.byteCount) bytes were fetched")
    }
}
