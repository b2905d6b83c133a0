/// The header of one page of an Ogg file.
///
/// See <https://www.rfc-editor.org/rfc/rfc3533.html#section-6>.
struct OggPage {
    /// The position that says "no packet ends on this page".
    private static let noGranule = UInt64.max

    let serial: UInt32
    let granule: UInt64
    let body: Int64
    let end: Int64
    let startsStream: Bool
    let endsStream: Bool
    /// How many packets end on the page.
    var endedPackets: Int { packetStarts.count }
    /// The offsets of the packets that end on the page; `nil` for one that started on an earlier page.
    let packetStarts: [Int64?]

    /// Reads the page at an offset; `nil` when there is none.
    ///
    /// - Throws: `truncated` when the file ends inside the page's header.
    init?(_ reader: inout ByteReader, at offset: Int64) throws(MediaError) {
        guard try reader.matches("OggS".utf8, at: offset) else { return nil }
        try reader.need(27, at: offset, for: "the header of an Ogg page")
        let flags = try reader.u8(at: offset + 5)
        let segments = Int(try reader.u8(at: offset + 26))
        guard try reader.u8(at: offset + 4) == 0, flags < 8 else { return nil }
        try reader.need(Int64(27 + segments), at: offset, for: "the header of an Ogg page")
        let lacing = try reader.bytes(at: offset + 27, count: segments)
        startsStream = flags & 2 != 0
        endsStream = flags & 4 != 0
        granule = try reader.littleU64(at: offset + 6)
        serial = try reader.littleU32(at: offset + 14)
        body = offset + 27 + Int64(segments)
        end = body + lacing.reduce(0) { $0 + Int64($1) }
        var starts: [Int64?] = []
        var packet: Int64? = flags & 1 == 0 ? body : nil
        var position = body
        for size in lacing {
            position += Int64(size)
            guard size < 255 else { continue }
            starts.append(packet)
            packet = position
        }
        packetStarts = starts
    }

    /// Whether the page has a position in time: a count of samples up to the end of its last packet.
    var hasGranule: Bool { granule != Self.noGranule && granule >> 63 == 0 }
}
