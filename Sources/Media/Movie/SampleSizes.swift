/// Where the samples of a track are and how many bytes they have.
struct SampleSizes {
    /// How many samples there are.
    private(set) var count: UInt64 = 0
    /// How many bytes they have together.
    private(set) var bytes: UInt64 = 0
    /// Where the last piece of them starts in the file.
    private(set) var lastOffset: UInt64 = 0

    /// Reads an `stsz` box, ISO/IEC 14496-12 section 8.7.3.2.
    mutating func readSizes(_ reader: inout ByteReader, _ box: Box) throws(MediaError) {
        try box.needBody(12)
        let each = UInt64(try reader.u32(at: box.body + 4))
        let samples = Int64(try reader.u32(at: box.body + 8))
        count = UInt64(samples)
        guard each == 0 else {
            // Both factors are below 2^32.
            bytes = each * UInt64(samples)
            return
        }
        try check(samples, box, bytesEach: 4, header: 12)
        for index in 0..<samples { bytes += UInt64(try reader.u32(at: box.body + 12 + 4 * index)) }
    }

    /// Reads an `stco` or `co64` box, section 8.7.5.
    mutating func readOffsets(_ reader: inout ByteReader, _ box: Box) throws(MediaError) {
        try box.needBody(8)
        let isLong = box.name == "co64"
        let chunks = Int64(try reader.u32(at: box.body + 4))
        try check(chunks, box, bytesEach: isLong ? 8 : 4, header: 8)
        for index in 0..<chunks {
            let offset =
                isLong
                ? try reader.u64(at: box.body + 8 + 8 * index) : UInt64(try reader.u32(at: box.body + 8 + 4 * index))
            lastOffset = max(lastOffset, offset)
        }
    }

    private func check(_ entries: Int64, _ box: Box, bytesEach: Int64, header: Int64) throws(MediaError) {
        guard entries <= SampleTimes.maximumRuns else {
            throw MediaError(.malformed, "the MP4 box at byte \(box.start) has \(entries) entries")
        }
        try box.needBody(header + bytesEach * entries)
    }
}
