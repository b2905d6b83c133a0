/// Which parts of a track are shown: an `elst` box, ISO/IEC 14496-12 section 8.6.6.
struct EditList {
    /// Real files have one to three; a file with more is hostile.
    static let maximumEdits: Int64 = 10_000

    /// How long all edits are together, in ticks of the movie's clock.
    private(set) var ticks: UInt64 = 0
    /// How much of that shows nothing.
    private(set) var emptyTicks: UInt64 = 0
    /// Whether the track's media is shown by one edit only.
    private(set) var isSingle = true

    /// Reads the list in an `edts` box; `nil` if it has none.
    init?(_ reader: inout ByteReader, _ box: Box) throws(MediaError) {
        var list: Box?
        try box.forEachChild(&reader) { (_, child) throws(MediaError) in
            if child.name == "elst" { list = child }
        }
        guard let list else { return nil }
        try list.needBody(8)
        let isLong = try reader.u8(at: list.body) == 1
        let count = Int64(try reader.u32(at: list.body + 4))
        let bytesEach: Int64 = isLong ? 20 : 12
        guard count <= Self.maximumEdits else {
            throw MediaError(.malformed, "the MP4 box at byte \(list.start) has \(count) entries")
        }
        try list.needBody(8 + bytesEach * count)
        var shown = 0
        for index in 0..<count {
            let offset = list.body + 8 + bytesEach * index
            let length = isLong ? try reader.u64(at: offset) : UInt64(try reader.u32(at: offset))
            let isEmpty =
                isLong ? try reader.u64(at: offset + 8) == .max : try reader.u32(at: offset + 4) == .max
            let (sum, isTooLarge) = ticks.addingReportingOverflow(length)
            ticks = isTooLarge ? .max : sum
            if isEmpty { emptyTicks = emptyTicks &+ length } else { shown += 1 }
        }
        isSingle = shown <= 1
    }
}
