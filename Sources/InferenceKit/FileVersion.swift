/// Identifies the bytes that a server serves as a file: two responses with the same version are parts of the same file.
public struct FileVersion: Sendable, Hashable {
    /// The strong entity tag, with its quotes; RFC 9110 §8.8.3.
    public var entityTag: String

    /// The length of the whole file in bytes.
    public var totalBytes: Int64

    /// Creates a version; `nil` when nothing proves that two responses belong together.
    ///
    /// - Parameters:
    ///   - entityTag: The entity tag, with its quotes; not a weak one.
    ///   - totalBytes: The length of the whole file in bytes; not 0.
    public init?(entityTag: String, totalBytes: Int64) {
        let bytes = entityTag.utf8
        // The tag is sent back in a header, so it must be printable and hold no quote.
        guard bytes.count >= 3, bytes.count <= 1_000, bytes.first == UInt8(ascii: "\""),
            bytes.last == UInt8(ascii: "\""),
            bytes.dropFirst().dropLast().allSatisfy({ $0 == 0x21 || (0x23...0x7E).contains($0) || $0 >= 0x80 }),
            totalBytes > 0
        else { return nil }
        self.entityTag = entityTag
        self.totalBytes = totalBytes
    }
}

/// The progress of a download.
public struct DownloadProgress: Sendable, Hashable {
    /// The bytes in the file, including those of an earlier part.
    public var receivedBytes: Int64

    /// The length of the whole file; `nil` when the server does not state it.
    public var totalBytes: Int64?

    /// The version that is being written; `nil` when nothing distinguishes it from others.
    public var version: FileVersion?

    /// Describes the progress of a download.
    ///
    /// - Parameters:
    ///   - receivedBytes: The bytes in the file.
    ///   - totalBytes: The length of the whole file.
    ///   - version: The version that is being written.
    public init(receivedBytes: Int64, totalBytes: Int64? = nil, version: FileVersion? = nil) {
        self.receivedBytes = receivedBytes
        self.totalBytes = totalBytes
        self.version = version
    }
}
