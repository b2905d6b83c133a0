/// Reads numbers and names at offsets of a source through one block, so that neighboring fields cost one read.
///
/// Every method checks its range against the source and throws; no offset that comes out of a file can trap.
struct ByteReader {
    /// How many bytes are read at once around a field; headers rarely need a second block.
    static let headerBlockBytes = 4096

    /// How many bytes are read at once where a whole file must be walked.
    static let walkBlockBytes = 65_536

    let source: any ByteSource
    let byteCount: Int64

    private let blockBytes: Int
    private var block: [UInt8] = []
    private var blockStart: Int64 = 0

    init(_ source: any ByteSource, blockBytes: Int = ByteReader.headerBlockBytes) {
        self.source = source
        self.byteCount = max(0, source.byteCount)
        self.blockBytes = blockBytes
    }

    /// Fails unless `count` bytes from `offset` exist; `part` ends "the file is cut short at byte N, inside …".
    func need(_ count: Int64, at offset: Int64, for part: @autoclosure () -> String) throws(MediaError) {
        guard offset >= 0, count >= 0, count <= byteCount, offset <= byteCount - count else {
            throw MediaError(.truncated, "at byte \(byteCount), inside \(part())")
        }
    }

    /// Returns exactly `count` bytes; `count` is a constant of ours or bounded by the caller.
    mutating func bytes(at offset: Int64, count: Int) throws(MediaError) -> ArraySlice<UInt8> {
        let first = try load(at: offset, count: count)
        return block[first..<first + count]
    }

    /// Sees to it that the block holds `count` bytes from `offset` and returns the index of the first one in the block.
    private mutating func load(at offset: Int64, count: Int) throws(MediaError) -> Int {
        try need(Int64(count), at: offset, for: "its headers")
        if offset < blockStart || offset + Int64(count) > blockStart + Int64(block.count) {
            block = try source.read(at: offset, count: max(count, blockBytes))
            blockStart = offset
            guard block.count >= count else {
                throw MediaError(.truncated, "at byte \(offset + Int64(block.count)), inside its headers")
            }
        }
        return Int(offset - blockStart)
    }

    /// Returns at most `count` bytes, fewer at the end of the source.
    mutating func available(at offset: Int64, count: Int) throws(MediaError) -> [UInt8] {
        guard offset >= 0, offset < byteCount else { return [] }
        return Array(try bytes(at: offset, count: Int(min(Int64(count), byteCount - offset))))
    }

    /// Finds a byte between two offsets; `nil` when it is not there.
    mutating func firstOffset(of byte: UInt8, from start: Int64, to end: Int64) throws(MediaError) -> Int64? {
        var offset = start
        while offset < end {
            let piece = try bytes(at: offset, count: Int(min(1024, end - offset)))
            if let index = piece.firstIndex(of: byte) {
                return offset + Int64(index - piece.startIndex)
            }
            offset += Int64(piece.count)
        }
        return nil
    }

    /// Whether the bytes at an offset are the given ones; a source that ends earlier does not match.
    mutating func matches(_ expected: some Collection<UInt8>, at offset: Int64) throws(MediaError) -> Bool {
        try available(at: offset, count: expected.count).elementsEqual(expected)
    }
}

// MARK: - Numbers and names

extension ByteReader {
    mutating func u8(at offset: Int64) throws(MediaError) -> UInt8 {
        UInt8(truncatingIfNeeded: try bigEndian(at: offset, count: 1))
    }

    mutating func u16(at offset: Int64) throws(MediaError) -> UInt16 {
        UInt16(truncatingIfNeeded: try bigEndian(at: offset, count: 2))
    }

    mutating func u32(at offset: Int64) throws(MediaError) -> UInt32 {
        UInt32(truncatingIfNeeded: try bigEndian(at: offset, count: 4))
    }

    mutating func u64(at offset: Int64) throws(MediaError) -> UInt64 {
        try bigEndian(at: offset, count: 8)
    }

    mutating func littleU16(at offset: Int64) throws(MediaError) -> UInt16 {
        try u16(at: offset).byteSwapped
    }

    mutating func littleU32(at offset: Int64) throws(MediaError) -> UInt32 {
        try u32(at: offset).byteSwapped
    }

    mutating func littleU64(at offset: Int64) throws(MediaError) -> UInt64 {
        try u64(at: offset).byteSwapped
    }

    /// Reads a four-character name; other bytes than printable ASCII become "?", since names end up in messages.
    mutating func name(at offset: Int64) throws(MediaError) -> String {
        var name = ""
        for byte in try bytes(at: offset, count: 4) {
            name.unicodeScalars.append((0x20...0x7E).contains(byte) ? Unicode.Scalar(byte) : "?")
        }
        return name
    }

    private mutating func bigEndian(at offset: Int64, count: Int) throws(MediaError) -> UInt64 {
        let first = try load(at: offset, count: count)
        var value: UInt64 = 0
        for index in first..<first + count {
            value = value << 8 | UInt64(block[index])
        }
        return value
    }
}
