/// A box of an ISO base media file: a length, a four-character name, and a body that may hold further boxes.
///
/// See ISO/IEC 14496-12, section 4.2, and <https://developer.apple.com/documentation/quicktime-file-format/atoms>.
struct Box {
    let name: String
    let start: Int64
    let body: Int64
    let end: Int64

    /// How many bytes the body has.
    var bodyBytes: Int64 { end - body }

    /// Reads the header of the box at an offset, which must lie inside its parent.
    ///
    /// - Throws: `malformed` when the box is longer than its parent, `truncated` when the file ends inside its header.
    init(_ reader: inout ByteReader, at offset: Int64, within parentEnd: Int64) throws(MediaError) {
        try reader.need(8, at: offset, for: "the header of an MP4 box")
        let shortSize = try reader.u32(at: offset)
        name = try reader.name(at: offset + 4)
        start = offset
        var headerBytes: Int64 = 8
        var size = UInt64(shortSize)
        if shortSize == 1 {
            try reader.need(16, at: offset, for: "the header of an MP4 box")
            headerBytes = 16
            size = try reader.u64(at: offset + 8)
        } else if shortSize == 0 {
            size = UInt64(max(0, parentEnd - offset))
        }
        guard size >= UInt64(headerBytes), size <= UInt64(max(0, parentEnd - offset)) else {
            throw MediaError(.malformed, "the MP4 box at byte \(offset) has the invalid length \(size)")
        }
        body = offset + headerBytes
        end = offset + Int64(size)
    }

    /// How many boxes one box may hold directly; real files have dozens.
    static let maximumChildren = 10_000

    /// Calls `visit` with each box directly inside this one.
    ///
    /// - Throws: What `visit` throws; `malformed` for more than ``maximumChildren`` boxes and for impossible lengths.
    func forEachChild(
        _ reader: inout ByteReader,
        _ visit: (inout ByteReader, Box) throws(MediaError) -> Void
    ) throws(MediaError) {
        var offset = body
        for _ in 0..<Self.maximumChildren {
            // QuickTime ends some lists with four zero bytes.
            guard offset <= end - 8 else { return }
            let child = try Box(&reader, at: offset, within: end)
            try visit(&reader, child)
            offset = child.end
        }
        throw MediaError(.malformed, "the MP4 box at byte \(start) holds more than \(Self.maximumChildren) boxes")
    }

    /// Fails unless the body has at least `count` bytes, so that fields up to there are its own.
    func needBody(_ count: Int64) throws(MediaError) {
        guard bodyBytes >= count else {
            throw MediaError(.malformed, "the MP4 box at byte \(start) is too short for its contents")
        }
    }
}
