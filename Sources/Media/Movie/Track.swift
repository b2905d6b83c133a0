/// One track of an MP4 file, as the `trak` box and the fragments describe it.
struct Track {
    enum Kind {
        case audio, video, other
    }

    private(set) var id: UInt32 = 0
    private(set) var width: UInt32 = 0
    private(set) var height: UInt32 = 0

    private var presentedTicks: UInt64 = 0  // of the movie's clock, as the track header says
    private var edits: EditList?
    private var ticksPerSecond: UInt32 = 0
    private var mediaTicks: UInt64 = 0
    private var samples = SampleTimes()
    private var handler = ""
    private var sampleName = ""
    private var sizes = SampleSizes()
    /// Whether a sample description says that the samples are encrypted.
    private(set) var isEncrypted = false

    init(_ reader: inout ByteReader, _ box: Box) throws(MediaError) {
        try box.forEachChild(&reader) { (reader, child) throws(MediaError) in
            switch child.name {
            case "tkhd": try readHeader(&reader, child)
            case "edts": edits = try EditList(&reader, child) ?? edits
            case "mdia": try readMedia(&reader, child)
            default: break
            }
        }
    }

    /// What the track holds; stills, such as the chapter pictures of an audio book, are no video.
    var kind: Kind {
        switch handler {
        case "soun": .audio
        case "vide" where sampleName != "jpeg" && sampleName != "png ": .video
        default: .other
        }
    }

    /// Adds the samples of a fragment.
    mutating func add(_ fragment: TrackFragment) {
        samples.add(fragment.samples)
    }

    /// Frames a second over the whole track; `nil` when it has no length.
    var frameRate: Double? {
        guard samples.ticks > 0, samples.count > 0, ticksPerSecond > 0 else { return nil }
        return Double(samples.count) * Double(ticksPerSecond) / Double(samples.ticks)
    }

    /// Returns how long the track plays; `nil` if the file does not say.
    ///
    /// The samples decide, and the edit list that cuts an encoder's lead-in. What the headers of the track and of its
    /// media say is used only for a track without samples.
    ///
    /// - Throws: `malformed` for more than a year.
    func duration(movieTicksPerSecond: UInt32, isFragmented: Bool) throws(MediaError) -> Duration? {
        var samples = samples
        // Samples without a time of their own play as long as the last one with a time.
        if !isFragmented, sizes.count > samples.count {
            samples.add(count: sizes.count - samples.count, ticksEach: samples.lastTicks)
        }
        if samples.ticks > 0, ticksPerSecond > 0 {
            let media = try PlayingTime.of(samples.ticks, perSecond: ticksPerSecond)
            guard !isFragmented, let edits, edits.ticks > 0, movieTicksPerSecond > 0 else { return media }
            let shown = try PlayingTime.of(edits.ticks, perSecond: movieTicksPerSecond)
            guard edits.isSingle else { return shown }
            return min(shown, media + (try PlayingTime.of(edits.emptyTicks, perSecond: movieTicksPerSecond)))
        }
        if presentedTicks > 0, presentedTicks != .max, movieTicksPerSecond > 0 {
            return try PlayingTime.of(presentedTicks, perSecond: movieTicksPerSecond)
        }
        guard ticksPerSecond > 0, mediaTicks > 0, mediaTicks != .max else { return nil }
        return try PlayingTime.of(mediaTicks, perSecond: ticksPerSecond)
    }

    /// Whether the file has room for all samples of the track.
    ///
    /// - Parameters:
    ///   - fileBytes: How many bytes the file has.
    ///   - mediaBytes: How many of them are media.
    /// - Returns: False for a file that was cut.
    func fits(fileBytes: Int64, mediaBytes: Int64) -> Bool {
        sizes.bytes <= UInt64(max(0, mediaBytes)) && sizes.lastOffset < UInt64(max(1, fileBytes))
    }
}

// MARK: - Boxes

extension Track {
    /// Reads the clock of an `mvhd` or `mdhd` box, ISO/IEC 14496-12 sections 8.2.2 and 8.4.2.
    ///
    /// All ones, which say that the length is unknown, become `UInt64.max` in both versions.
    static func timescaleAndTicks(_ reader: inout ByteReader, _ box: Box) throws(MediaError) -> (UInt32, UInt64) {
        try box.needBody(4)
        let isLong = try reader.u8(at: box.body) == 1
        try box.needBody(isLong ? 32 : 20)
        if isLong {
            return (try reader.u32(at: box.body + 20), try reader.u64(at: box.body + 24))
        }
        return (try reader.u32(at: box.body + 12), widen(try reader.u32(at: box.body + 16)))
    }

    private static func widen(_ ticks: UInt32) -> UInt64 {
        ticks == .max ? .max : UInt64(ticks)
    }

    /// Reads the `tkhd` box, section 8.3.2.
    private mutating func readHeader(_ reader: inout ByteReader, _ box: Box) throws(MediaError) {
        try box.needBody(4)
        let isLong = try reader.u8(at: box.body) == 1
        let base = box.body + (isLong ? 20 : 12)
        try box.needBody(isLong ? 96 : 84)
        id = try reader.u32(at: base)
        presentedTicks = isLong ? try reader.u64(at: base + 8) : Self.widen(try reader.u32(at: base + 8))
        // 16.16 fixed point; only a stand-in for the sample description's, which counts stored pixels.
        width = try reader.u32(at: box.end - 8) >> 16
        height = try reader.u32(at: box.end - 4) >> 16
    }

    private mutating func readMedia(_ reader: inout ByteReader, _ box: Box) throws(MediaError) {
        try box.forEachChild(&reader) { (reader, child) throws(MediaError) in
            switch child.name {
            case "mdhd":
                (ticksPerSecond, mediaTicks) = try Self.timescaleAndTicks(&reader, child)
            case "hdlr":
                try child.needBody(12)
                handler = try reader.name(at: child.body + 8)
            case "minf":
                try readInformation(&reader, child)
            default:
                break
            }
        }
    }

    private mutating func readInformation(_ reader: inout ByteReader, _ box: Box) throws(MediaError) {
        try box.forEachChild(&reader) { (reader, child) throws(MediaError) in
            guard child.name == "stbl" else { return }
            try child.forEachChild(&reader) { (reader, table) throws(MediaError) in
                switch table.name {
                case "stsd": try readDescription(&reader, table)
                case "stts": samples.add(try SampleTimes(&reader, table))
                case "stsz": try sizes.readSizes(&reader, table)
                case "stco", "co64": try sizes.readOffsets(&reader, table)
                default: break
                }
            }
        }
    }

    /// Names of sample descriptions of encrypted media, ISO/IEC 14496-12 section 8.12 and iTunes.
    private static let encryptedNames: Set<String> = ["enca", "encv", "drms", "drmi", "drmt"]

    /// Reads the sample descriptions, section 12.1.3; the size means nothing unless the track is video.
    private mutating func readDescription(_ reader: inout ByteReader, _ box: Box) throws(MediaError) {
        guard box.bodyBytes >= 16 else { return }
        var offset = box.body + 8
        for index in 0..<min(16, try reader.u32(at: box.body + 4)) where offset <= box.end - 8 {
            let entry = try Box(&reader, at: offset, within: box.end)
            offset = entry.end
            if Self.encryptedNames.contains(entry.name) { isEncrypted = true }
            guard index == 0 else { continue }
            sampleName = entry.name
            guard entry.bodyBytes >= 28 else { continue }
            let storedWidth = UInt32(try reader.u16(at: entry.body + 24))
            let storedHeight = UInt32(try reader.u16(at: entry.body + 26))
            if storedWidth > 0, storedHeight > 0 {
                (width, height) = (storedWidth, storedHeight)
            }
        }
    }
}
