import Media
import Testing

struct MP3Tests {
    /// A frame of MPEG 1 layer III at 44.1 kHz: 128 kbit/s is 417 bytes, index 5 (64 kbit/s) 208 bytes.
    private func frame(bitRateIndex: UInt8 = 9, content: [UInt8] = [], at offset: Int = 36) -> [UInt8] {
        let kilobits = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320][Int(bitRateIndex)]
        var bytes: [UInt8] = [0xFF, 0xFB, bitRateIndex << 4, 0x40] + .zeros(144_000 * kilobits / 44_100 - 4)
        bytes.replaceSubrange(offset..<offset + content.count, with: content)
        return bytes
    }

    private func frames(_ count: Int, bitRateIndex: UInt8 = 9) -> [UInt8] {
        (0..<count).flatMap { _ in frame(bitRateIndex: bitRateIndex) }
    }

    private func seconds(_ bytes: [UInt8]) throws -> Double {
        let info = try probe(bytes)
        #expect(info.format == .mp3)
        return try #require(info.duration) / .seconds(1)
    }

    private func isClose(_ value: Double, frames: Double) -> Bool {
        abs(value - frames * 1152 / 44_100) < 0.000_001
    }

    private func id3(_ size: Int, version: UInt8 = 4, hasFooter: Bool = false) -> [UInt8] {
        let digits = [21, 14, 7, 0].map { UInt8(size >> $0 & 0x7F) }
        return .text("ID3") + [version, 0, hasFooter ? 0x10 : 0] + digits + .zeros(size + (hasFooter ? 10 : 0))
    }

    private func ape(_ size: Int, hasHeader: Bool) -> [UInt8] {
        func block(_ flags: UInt32) -> [UInt8] {
            .text("APETAGEX") + .little(UInt32(2000)) + .little(UInt32(size + 32)) + .little(UInt32(1)) + .little(flags)
                + .zeros(8)
        }
        return (hasHeader ? block(0xA000_0000) : []) + .zeros(size) + block(hasHeader ? 0x8000_0000 : 0)
    }

    @Test func `frames are counted`() throws {
        #expect(isClose(try seconds(frames(40)), frames: 40))
        #expect(isClose(try seconds(frames(1)), frames: 1))
        #expect(isClose(try seconds(frames(20) + frames(30, bitRateIndex: 5)), frames: 50))
    }

    @Test func `tags of any version, in any number, before and behind, are no audio`() throws {
        let first: [UInt8] = id3(3000, version: 2) + id3(130, version: 3) + id3(20, hasFooter: true)
        #expect(isClose(try seconds(first + frames(10)), frames: 10))
        let version1: [UInt8] = .text("TAG") + .zeros(125)
        let lyrics: [UInt8] = .text("LYRICSBEGIN") + .text("000011LYRICS200")
        let ending: [UInt8] = ape(700, hasHeader: true) + lyrics + version1
        #expect(isClose(try seconds(id3(40) + frames(10) + ending), frames: 10))
        #expect(isClose(try seconds(ape(50, hasHeader: true) + frames(10) + ape(50, hasHeader: false)), frames: 10))
        let appended: [UInt8] = id3(100) + .text("3DI") + [4, 0, 0x10, 0, 0, 0, 100]
        #expect(isClose(try seconds(frames(10) + appended), frames: 10))
        let enhanced: [UInt8] = .text("TAG+") + .zeros(223) + version1
        #expect(isClose(try seconds(frames(10) + enhanced), frames: 10))
    }

    @Test func `garbage before the first frame is skipped, up to a limit`() throws {
        let garbage: [UInt8] = [0xFF, 0xFB, 0x90, 0x40] + .zeros(30_000)
        #expect(isClose(try seconds(garbage + frames(10)), frames: 10))
        #expect(isClose(try seconds(id3(40) + garbage + frames(10)), frames: 10))
        #expect(throws: MediaError(.unrecognized, "unknown data beginning 00 00 00 00")) {
            try probe(.zeros(140_000) + frames(10))
        }
    }

    @Test func `damage between frames is stepped over`() throws {
        #expect(isClose(try seconds(frames(10) + .zeros(1000) + frames(10)), frames: 20))
    }

    @Test func `a Xing header tells the number of frames`() throws {
        let audio = frames(10) + frames(10, bitRateIndex: 5)
        for name in ["Xing", "Info"] {
            let counted: [UInt8] = .text(name) + .big(UInt32(1)) + .big(UInt32(200))
            #expect(isClose(try seconds(frame(content: counted) + audio), frames: 200))
        }
        // Without a count the frames are counted; the first one, which holds the header, counts as others do.
        #expect(isClose(try seconds(frame(content: .text("Xing") + .big(UInt32(0))) + audio), frames: 21))
    }

    @Test func `a VBRI header tells the number of frames`() throws {
        let header: [UInt8] = .text("VBRI") + .zeros(6) + .big(UInt32(417 * 11)) + .big(UInt32(180))
        #expect(isClose(try seconds(frame(content: header) + frames(10)), frames: 180))
    }

    @Test func `a Xing header does not speak for a file that was cut or joined`() throws {
        let header: [UInt8] = .text("Xing") + .big(UInt32(3)) + .big(UInt32(50)) + .big(UInt32(417 * 51))
        let whole = frame(content: header) + frames(50)
        #expect(isClose(try seconds(whole), frames: 50))
        #expect(isClose(try seconds(Array(whole.prefix(417 * 20 + 100))), frames: 20))
        #expect(isClose(try seconds(whole + whole), frames: 102))
        let absurd: [UInt8] = .text("Xing") + .big(UInt32(1)) + .big(UInt32.max)
        #expect(isClose(try seconds(frame(content: absurd) + frames(50)), frames: 51))
    }

    @Test func `a long stream of one bit rate is measured by its size`() throws {
        func reads(_ repetitions: Int64) throws -> Int {
            let source = CountingSource(VirtualSource(start: id3(500), pattern: frame(), repetitions: repetitions))
            let duration = try #require(try MediaProbe.probe(source).duration)
            #expect(abs(duration / .seconds(1) - Double(repetitions) * 417 * 8 / 128_000) < 0.001)
            return source.reads
        }
        #expect(try reads(2000) <= 40)
        #expect(try reads(2_000_000) <= 40)
    }

    @Test func `a long stream of changing bit rate is walked in small pieces`() throws {
        let pattern = frames(200) + frames(100, bitRateIndex: 5)
        let source = CountingSource(VirtualSource(pattern: pattern, repetitions: 8))
        let duration = try #require(try MediaProbe.probe(source).duration)
        #expect(isClose(duration / .seconds(1), frames: 2400))
        #expect(source.bytesRead < 3 * source.byteCount)
    }

    @Test func `a tag or a frame that is cut says where`() {
        #expect(throws: MediaError(.truncated, "at byte 200, inside an ID3 tag")) {
            try probe(Array(id3(300).prefix(200)))
        }
        #expect(throws: MediaError(.truncated, "at byte 310, where audio must follow an ID3 or APE tag")) {
            try probe(id3(300))
        }
        #expect(throws: MediaError(.truncated, "at byte 200, inside the first frame of an MP3 stream")) {
            try probe(Array(frame().prefix(200)))
        }
    }

    @Test func `a file that is cut in its second frame plays one`() throws {
        #expect(isClose(try seconds(Array(frames(2).prefix(500))), frames: 1))
    }

    @Test func `the other layers and the free format are named`() {
        #expect(throws: MediaError(.unrecognized, "MP3 audio in the free format, which few programs play")) {
            try probe([0xFF, 0xFB, 0x00, 0xC4] + .zeros(600))
        }
        let layer2: [UInt8] = [0xFF, 0xFD, 0x80, 0x40] + .zeros(413)
        #expect(throws: MediaError(.unrecognized, "MPEG audio of layer II")) {
            try probe(layer2 + layer2 + layer2 + layer2)
        }
        let layer1: [UInt8] = [0xFF, 0xFF, 0x40, 0x40] + .zeros(136 - 4)
        #expect(throws: MediaError(.unrecognized, "MPEG audio of layer I")) {
            try probe(layer1 + layer1 + layer1 + layer1)
        }
    }
}
