/// How many samples a track has, and how many ticks of its clock they play.
struct SampleTimes {
    /// More than ten hours at 50 frames a second, each of another length.
    static let maximumRuns: Int64 = 2_000_000

    private(set) var count: UInt64 = 0
    private(set) var ticks: UInt64 = 0
    /// How many ticks the last sample plays.
    private(set) var lastTicks: UInt64 = 0

    init() {}

    /// Reads a time-to-sample box, ISO/IEC 14496-12 section 8.6.1.2: runs of samples with one duration.
    init(_ reader: inout ByteReader, _ box: Box) throws(MediaError) {
        try box.needBody(8)
        let entries = Int64(try reader.u32(at: box.body + 4))
        try box.needBody(8 + 8 * entries)
        guard entries <= Self.maximumRuns else {
            throw MediaError(.malformed, "the MP4 box at byte \(box.start) has \(entries) entries")
        }
        for entry in 0..<entries {
            let run = try reader.u64(at: box.body + 8 + 8 * entry)
            add(count: run >> 32, ticksEach: run & 0xFFFF_FFFF)
        }
    }

    /// Adds samples that all play equally long; sums beyond 64 bits stay at the largest number, which is refused later.
    mutating func add(count more: UInt64, ticksEach: UInt64) {
        let (product, isTooLarge) = more.multipliedReportingOverflow(by: ticksEach)
        add(count: more, ticks: isTooLarge ? .max : product)
        lastTicks = ticksEach
    }

    /// Adds the samples of another part of the same track.
    mutating func add(_ other: SampleTimes) {
        add(count: other.count, ticks: other.ticks)
        lastTicks = other.lastTicks
    }

    private mutating func add(count more: UInt64, ticks moreTicks: UInt64) {
        let (newCount, isCountTooLarge) = count.addingReportingOverflow(more)
        let (newTicks, areTicksTooLarge) = ticks.addingReportingOverflow(moreTicks)
        count = isCountTooLarge ? .max : newCount
        ticks = areTicksTooLarge ? .max : newTicks
    }
}
