/// Bytes that can be read at any offset: a file, or memory.
package protocol ByteSource {
    /// How many bytes there are.
    var byteCount: Int64 { get }

    /// Reads bytes without moving any position.
    ///
    /// - Parameters:
    ///   - offset: Where to start, from 0; at or past the end nothing is read.
    ///   - count: How many bytes to read, at least 0.
    /// - Returns: The bytes; fewer than `count` only at the end.
    /// - Throws: ``MediaError`` with code `unreadable` when the operating system fails to read.
    func read(at offset: Int64, count: Int) throws(MediaError) -> [UInt8]
}

/// Bytes in memory as a source.
package struct ArrayByteSource: ByteSource, Sendable {
    private let bytes: [UInt8]

    /// Creates a source over bytes in memory.
    ///
    /// - Parameter bytes: The bytes of the whole file.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// How many bytes there are.
    package var byteCount: Int64 { Int64(bytes.count) }

    /// Copies bytes out of memory.
    ///
    /// - Parameters:
    ///   - offset: Where to start, from 0; at or past the end nothing is read.
    ///   - count: How many bytes to read, at least 0.
    /// - Returns: The bytes; fewer than `count` only at the end.
    /// - Throws: Never; the protocol allows it.
    package func read(at offset: Int64, count: Int) throws(MediaError) -> [UInt8] {
        guard offset >= 0, offset < byteCount, count > 0 else { return [] }
        return Array(bytes.dropFirst(Int(offset)).prefix(count))
    }
}
