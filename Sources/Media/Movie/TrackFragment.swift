/// The samples that one fragment adds to one track: a `traf` box.
///
/// See ISO/IEC 14496-12, sections 8.8.6 to 8.8.8.
struct TrackFragment {
    private(set) var trackID: UInt32 = 0
    private(set) var samples = SampleTimes()
    private var ticksEach: UInt64 = 0

    /// Reads the box; `defaultTicks` holds each track's duration of a sample from its `trex` box.
    init(_ reader: inout ByteReader, _ box: Box, defaultTicks: [UInt32: UInt32]) throws(MediaError) {
        try box.forEachChild(&reader) { (reader, child) throws(MediaError) in
            switch child.name {
            case "tfhd": try readHeader(&reader, child, defaultTicks)
            case "trun": try readRun(&reader, child)
            default: break
            }
        }
    }

    private mutating func readHeader(
        _ reader: inout ByteReader,
        _ box: Box,
        _ defaultTicks: [UInt32: UInt32]
    ) throws(MediaError) {
        try box.needBody(8)
        let flags = try reader.u32(at: box.body)
        trackID = try reader.u32(at: box.body + 4)
        ticksEach = UInt64(defaultTicks[trackID] ?? 0)
        guard flags & 0x08 != 0 else { return }
        let offset: Int64 = 8 + (flags & 0x01 != 0 ? 8 : 0) + (flags & 0x02 != 0 ? 4 : 0)
        try box.needBody(offset + 4)
        ticksEach = UInt64(try reader.u32(at: box.body + offset))
    }

    private mutating func readRun(_ reader: inout ByteReader, _ box: Box) throws(MediaError) {
        try box.needBody(8)
        let flags = try reader.u32(at: box.body)
        let count = Int64(try reader.u32(at: box.body + 4))
        guard flags & 0x100 != 0 else {
            samples.add(count: UInt64(count), ticksEach: ticksEach)
            return
        }
        let first: Int64 = 8 + (flags & 0x01 != 0 ? 4 : 0) + (flags & 0x04 != 0 ? 4 : 0)
        let fields: [UInt32] = [0x100, 0x200, 0x400, 0x800]
        let stride = Int64(4 * fields.count { flags & $0 != 0 })
        try box.needBody(first + stride * count)
        guard count <= SampleTimes.maximumRuns else {
            throw MediaError(.malformed, "the MP4 box at byte \(box.start) has \(count) entries")
        }
        for index in 0..<count {
            samples.add(count: 1, ticksEach: UInt64(try reader.u32(at: box.body + first + stride * index)))
        }
    }
}
