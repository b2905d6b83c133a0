import Media
import Testing

struct OggTests {
    private func page(
        _ serial: UInt32,
        _ granule: Int64,
        _ packet: [UInt8],
        isFirst: Bool = false,
        isLast: Bool = false
    ) -> [UInt8] {
        let flags: UInt8 = (isFirst ? 2 : 0) | (isLast ? 4 : 0)
        let lacing = [UInt8](repeating: 255, count: packet.count / 255) + [UInt8(packet.count % 255)]
        let start: [UInt8] = .text("OggS") + [0, flags] + .little(granule) + .little(serial) + .zeros(8)
        return start + [UInt8(lacing.count)] + lacing + packet
    }

    private func vorbis(_ serial: UInt32, rate: UInt32 = 1000) -> [UInt8] {
        let header: [UInt8] = [1] + .text("vorbis") + .zeros(4) + [2] + .little(rate) + .zeros(12) + [0xB8, 1]
        return page(serial, 0, header, isFirst: true) + page(serial, 0, [3] + .text("vorbis") + .zeros(100))
    }

    private func opus(_ serial: UInt32, skip: UInt16 = 312) -> [UInt8] {
        let header: [UInt8] = .text("OpusHead") + [1, 2] + .little(skip) + .little(UInt32(44_100)) + [0, 0, 0]
        return page(serial, 0, header, isFirst: true) + page(serial, 0, .text("OpusTags") + .zeros(100))
    }

    private func sound(_ serial: UInt32, _ granule: Int64, isLast: Bool = false) -> [UInt8] {
        page(serial, granule, .zeros(200), isLast: isLast)
    }

    /// A page with several packets of two bytes each.
    private func sound(
        _ serial: UInt32,
        _ granule: Int64,
        packets: Int,
        isContinued: Bool = false,
        packet: (Int) -> [UInt8] = { _ in [0, 0] },
        isLast: Bool = false
    ) -> [UInt8] {
        let flags: UInt8 = (isContinued ? 1 : 0) | (isLast ? 4 : 0)
        let start: [UInt8] = .text("OggS") + [0, flags] + .little(granule) + .little(serial) + .zeros(8)
        return start + [UInt8(packets)] + [UInt8](repeating: 2, count: packets) + (0..<packets).flatMap(packet)
    }

    private func duration(_ bytes: [UInt8]) throws -> Duration? {
        let info = try probe(bytes)
        #expect(info.format == .ogg)
        return info.duration
    }

    @Test func `the last position is the length, less what Opus skips`() throws {
        #expect(try duration(vorbis(7) + sound(7, 500) + sound(7, 2500, isLast: true)) == .milliseconds(2500))
        #expect(try duration(opus(7) + sound(7, 480) + sound(7, 96_312, isLast: true)) == .seconds(2))
    }

    @Test func `pages without a position, a page that is cut, and bytes behind do not hide the last one`() throws {
        let whole = vorbis(7) + sound(7, 1000)
        #expect(try duration(whole + sound(7, -1)) == .seconds(1))
        #expect(try duration(whole + sound(7, 3000).dropLast(1)) == .seconds(1))
        #expect(try probe(whole + sound(7, 3000).dropLast(1)).isCutShort)
        #expect(try probe(vorbis(7) + sound(7, 900).dropLast(1) + sound(7, 1000)).isCutShort == false)
        #expect(try probe(whole).isCutShort == false)
        #expect(try duration(whole + .text("TAG") + .zeros(70_000)) == .seconds(1))
        #expect(try duration(vorbis(7) + .zeros(5000) + sound(7, 1000)) == .seconds(1))
    }

    @Test func `a clock that did not start at zero does not lengthen the sound`() throws {
        let vorbis = vorbis(7) + sound(7, 1_001_024) + sound(7, 1_005_024)
        #expect(try duration(vorbis) == .milliseconds(5024))
        let opus = opus(7, skip: 0) + sound(7, 9_600_480) + sound(7, 9_648_000)
        #expect(try duration(opus) == .milliseconds(1000))
    }

    @Test func `packets of Opus on one page can have different lengths`() throws {
        // One packet of 10 ms, then 24 of 60 ms: the clock starts at 0.
        let start = opus(7, skip: 0)
        let first = sound(7, 480 + 24 * 2880, packets: 25) { $0 == 0 ? [0, 0] : [3 << 3, 0] }
        #expect(try duration(start + first) == .milliseconds(1450))
        #expect(try duration(start + first + sound(7, 96_000)) == .seconds(2))
        // The start of a packet that began before the page is not there to be read.
        let continued = sound(7, 2880 + 480, packets: 2, isContinued: true)
        #expect(try duration(start + continued) == .milliseconds(70))
    }

    @Test func `a cut inside the first page of audio leaves nothing to play`() {
        for start in [vorbis(7), opus(7)] {
            let bytes = start + sound(7, 480, packets: 100).dropLast(1)
            let noSound = "at byte \(bytes.count), before the first page of audio of an Ogg stream"
            #expect(throws: MediaError(.truncated, noSound)) { try probe(bytes) }
        }
    }

    @Test func `files one after the other add up`() throws {
        // A packet of Vorbis here plays at most 1024 samples, one of Opus 480.
        let first = vorbis(7) + sound(7, 500) + sound(7, 1500, isLast: true)
        let second = opus(8) + sound(8, 48_312, packets: 101, isLast: true)
        let third = vorbis(9, rate: 2000) + sound(9, 1000, isLast: true)
        #expect(try duration(first + second + third) == .seconds(3))
        // Two copies of one file have streams with one number.
        #expect(try duration(first + first) == .seconds(3))
        #expect(try duration(first + vorbis(7) + sound(7, 500)) == .seconds(2))
    }

    @Test func `streams beside the sound are refused by name, and a skeleton is none`() throws {
        let theora = page(1, 0, [0x80] + .text("theora") + .zeros(40), isFirst: true)
        #expect(throws: MediaError(.unrecognized, "a Theora video in an Ogg file")) {
            try probe(theora + vorbis(7) + sound(7, 100))
        }
        #expect(throws: MediaError(.unrecognized, "Speex audio in an Ogg file")) {
            try probe(page(1, 0, .text("Speex   ") + .zeros(72), isFirst: true))
        }
        #expect(throws: MediaError(.unrecognized, "an Ogg file without Vorbis or Opus audio")) {
            try probe(page(1, 0, .zeros(80), isFirst: true))
        }
        let subtitles = page(1, 0, [0x80] + .text("kate\0\0\0") + .zeros(56), isFirst: true)
        #expect(try duration(subtitles + vorbis(7) + sound(7, 100)) == .milliseconds(100))
        let skeleton = page(1, 0, .text("fishead\0") + .zeros(56), isFirst: true)
        #expect(try duration(skeleton + vorbis(7) + sound(7, 100)) == .milliseconds(100))
    }

    @Test func `headers that cannot be are errors`() {
        let notVorbis: [UInt8] = [1] + .text("vorbis") + .zeros(23)
        #expect(throws: MediaError(.malformed, "the identification header of its Vorbis stream is invalid")) {
            try probe(page(1, 0, notVorbis, isFirst: true))
        }
        #expect(throws: MediaError(.malformed, "the identification header of its Opus stream is invalid")) {
            try probe(page(1, 0, .text("OpusHead") + .zeros(11), isFirst: true))
        }
        #expect(throws: MediaError(.malformed, "its Ogg file starts without the first page of a stream")) {
            try probe(sound(1, 100))
        }
        #expect(throws: MediaError(.malformed, "its header claims a duration of more than a year")) {
            try probe(vorbis(7) + sound(7, 100) + sound(7, 1 << 62))
        }
    }

    @Test func `a cut says where`() {
        let bytes = vorbis(7)
        #expect(throws: MediaError(.truncated, "at byte 20, inside the header of an Ogg page")) {
            try probe(Array(bytes.prefix(20)))
        }
        #expect(throws: MediaError(.truncated, "at byte 40, inside the identification header of a Vorbis stream")) {
            try probe(Array(bytes.prefix(40)))
        }
        let noSound = "at byte \(bytes.count), before the first page of audio of an Ogg stream"
        #expect(throws: MediaError(.truncated, noSound)) { try probe(bytes) }
    }

    @Test func `a tag before the first page is skipped`() throws {
        let tag: [UInt8] = .text("ID3") + [4, 0, 0, 0, 0, 0, 100] + .zeros(100)
        #expect(try duration(tag + vorbis(7) + sound(7, 1000)) == .seconds(1))
    }

    @Test func `a long part without pages is damage, and a file too large to visit has no length`() throws {
        let start = vorbis(7) + sound(7, 200)
        let tail = CountingSource(VirtualSource(start: start, pattern: .zeros(4096), repetitions: 100_000))
        #expect(throws: MediaError.self) { try MediaProbe.probe(tail) }
        #expect(tail.bytesRead < 1 << 20)
        let large = CountingSource(VirtualSource(start: start, pattern: .zeros(4096), repetitions: 1 << 30))
        #expect(try MediaProbe.probe(large) == MediaInfo(format: .ogg))
        #expect(large.bytesRead < 200_000)
    }
}
