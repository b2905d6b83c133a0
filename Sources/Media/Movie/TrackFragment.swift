/// The samples that one fragment adds to one track: a `traf` box.
///
/// See ISO/IEC 14496-12, sections 8.8.6 to 8.8.8.
struct TrackFragment {
    private(set) var trackID: UInt32 = 0
    private(set) var samples = SampleTimes()
    /// How many bytes the samples have; sums beyond 64 bits stay at the largest number.
    private(set) var bytes: UInt64 = 0
    private var ticksEach: UInt64 = 0
    private var bytesEach: UInt64 = 0

    /// What a `trex` box says about the samples of a track that say nothing themselves.
    struct Defaults {
        let ticks: UInt32
        let bytes: UInt32
    }

    /// Reads the box; `defaults` holds what each track's `trex` box says.
    init(_ reader: inout ByteReader, _ box: Box, defaults: [UInt32: Defaults]) throws(MediaError) {
        try box.forEachChild(&reader) { (reader, child) throws(MediaError) in
            switch child.name {
            case "tfhd": try readHeader(&reader, child, defaults)
            case "trun": try readRun(&reader, child)
            default: break
            }
        }
    }

    private mutating func readHeader(
        _ reader: inout ByteReader,
        _ box: Box,
        _ defaults: [UInt32: Defaults]
    ) throws(MediaError) {
        try box.needBody(8)
        let flags = try reader.u32(at: box.body)
        trackID = try reader.u32(at: box.body + 4)
        ticksEach = UInt64(defaults[trackID]?.ticks ?? 0)
        bytesEach = UInt64(defaults[trackID]?.bytes ?? 0)
        var offset: Int64 = 8 + (flags & 0x01 != 0 ? 8 : 0) + (flags & 0x02 != 0 ? 4 : 0)
        if flags & 0x08 != 0 {
            try box.needBody(offset + 4)
            ticksEach = UInt64(try reader.u32(at: box.body + offset))
            offset += 4
        }
        if flags & 0x10 != 0 {
            try box.needBody(offset + 4)
            bytesEach = UInt64(try reader.u32(at: box.body + offset))
        }
    }

    private mutating func readRun(_ reader: inout ByteReader, _ box: Box) throws(MediaError) {
        try box.needBody(8)
        let flags = try reader.u32(at: box.body)
        let count = Int64(try reader.u32(at: box.body + 4))
        if flags & 0x100 == 0 { samples.add(count: UInt64(count), ticksEach: ticksEach) }
        if flags & 0x200 == 0 { add(bytes: UInt64(count) * bytesEach) }  // both factors are below 2^32
        guard flags & 0x300 != 0 else { return }
        let first: Int64 = 8 + (flags & 0x01 != 0 ? 4 : 0) + (flags & 0x04 != 0 ? 4 : 0)
        let fields: [UInt32] = [0x100, 0x200, 0x400, 0x800]
        let stride = Int64(4 * fields.count { flags & $0 != 0 })
        try box.needBody(first + stride * count)
        guard count <= SampleTimes.maximumRuns else {
            throw MediaError(.malformed, "the MP4 box at byte \(box.start) has \(count) entries")
        }
        for index in 0..<count {
            var field = box.body + first + stride * index
            if flags & 0x100 != 0 {
                samples.add(count: 1, ticksEach: UInt64(try reader.u32(at: field)))
                field += 4
            }
            if flags & 0x200 != 0 { add(bytes: UInt64(try reader.u32(at: field))) }
        }
    }

    private mutating func add(bytes more: UInt64) {
        let (sum, isTooLarge) = bytes.addingReportingOverflow(more)
        bytes = isTooLarge ? .max : sum
    }
}
