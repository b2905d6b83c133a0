/// Boxes of an MP4 file, written by hand.
struct MovieBytes {
    static func box(_ name: String, _ body: [UInt8]) -> [UInt8] {
        .big(UInt32(body.count + 8)) + .text(name) + body
    }

    static func longBox(_ name: String, _ body: [UInt8]) -> [UInt8] {
        .big(UInt32(1)) + .text(name) + .big(UInt64(body.count + 16)) + body
    }

    static func openBox(_ name: String, _ body: [UInt8]) -> [UInt8] {
        .big(UInt32(0)) + .text(name) + body
    }

    static func ftyp(_ brand: String = "isom", _ compatible: String...) -> [UInt8] {
        box("ftyp", .text(brand) + .zeros(4) + compatible.flatMap { [UInt8].text($0) })
    }

    /// An `mvhd` or `mdhd` box of version 0 or 1.
    static func clock(_ name: String, _ ticksPerSecond: UInt32, _ ticks: UInt64, isLong: Bool = false) -> [UInt8] {
        let fields: [UInt8] =
            isLong
            ? [1, 0, 0, 0] + .zeros(16) + .big(ticksPerSecond) + .big(ticks)
            : .zeros(12) + .big(ticksPerSecond) + .big(UInt32(truncatingIfNeeded: ticks))
        return box(name, fields + .zeros(name == "mvhd" ? 80 : 4))
    }

    static func trackHeader(_ id: UInt32, _ ticks: UInt64, isLong: Bool = false) -> [UInt8] {
        let fields: [UInt8] =
            isLong
            ? [1, 0, 0, 7] + .zeros(16) + .big(id) + .zeros(4) + .big(ticks)
            : [0, 0, 0, 7] + .zeros(8) + .big(id) + .zeros(4) + .big(UInt32(truncatingIfNeeded: ticks))
        return box("tkhd", fields + .zeros(52) + .big(UInt32(320 << 16)) + .big(UInt32(180 << 16)))
    }

    /// A `trak` box whose clock has 1000 ticks a second; `runs` are counts of samples with their ticks.
    static func track(
        _ handler: String,
        id: UInt32 = 1,
        presented: UInt64 = 0,
        ticks: UInt64 = 0,
        runs: [(UInt32, UInt32)] = [],
        sample: String = "avc1",
        size: (UInt16, UInt16) = (640, 360),
        isLong: Bool = false
    ) -> [UInt8] {
        let entry = box(sample, .zeros(24) + .big(size.0) + .big(size.1) + .zeros(50))
        let times: [UInt8] = .zeros(4) + .big(UInt32(runs.count)) + runs.flatMap { [UInt8].big($0.0) + .big($0.1) }
        let table = box("stbl", box("stsd", .zeros(4) + .big(UInt32(1)) + entry) + box("stts", times))
        let handlerBox = box("hdlr", .zeros(8) + .text(handler) + .zeros(13))
        let media = clock("mdhd", 1000, ticks, isLong: isLong) + handlerBox + box("minf", table)
        return box("trak", trackHeader(id, presented, isLong: isLong) + box("mdia", media))
    }

    static func moov(_ boxes: [UInt8], ticksPerSecond: UInt32 = 600, ticks: UInt64 = 0, isLong: Bool = false) -> [UInt8]
    {
        box("moov", clock("mvhd", ticksPerSecond, ticks, isLong: isLong) + boxes)
    }
}
