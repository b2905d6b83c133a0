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

    /// A first frame with a header of LAME: frames, bytes, table of contents, quality, and the added samples.
    private func header(frames: UInt32, delay: UInt32, padding: UInt32, encoder: String = "LAME3.100") -> [UInt8] {
        let fields: [UInt8] = .text("Xing") + .big(UInt32(15)) + .big(frames) + .big(UInt32(0)) + .zeros(100)
        let added = delay << 12 | padding
        let lame: [UInt8] = .text(encoder) + .zeros(21 - encoder.utf8.count)
        return frame(
            content: fields + .big(UInt32(0)) + lame
                + [UInt8(added >> 16), UInt8(added >> 8 & 255), UInt8(added & 255)]
        )
    }

    @Test func `the frame with a header is no audio, and what it counts is not believed`() throws {
        let audio = frames(10) + frames(10, bitRateIndex: 5)
        for name in ["Xing", "Info"] {
            for count in [20, 200, 5, UInt32.max] {
                let counted: [UInt8] = .text(name) + .big(UInt32(1)) + .big(count)
                #expect(isClose(try seconds(frame(content: counted) + audio), frames: 20))
            }
        }
        #expect(isClose(try seconds(frame(content: .text("Xing") + .big(UInt32(0))) + audio), frames: 20))
        let vbri: [UInt8] = .text("VBRI") + .zeros(6) + .big(UInt32(417 * 11)) + .big(UInt32(180))
        #expect(isClose(try seconds(frame(content: vbri) + frames(10)), frames: 10))
    }

    @Test func `samples that the encoder added are not played`() throws {
        for encoder in ["LAME3.100", "Lavf61.1.", "Lavc61.3."] {
            let bytes = header(frames: 50, delay: 576, padding: 1000, encoder: encoder) + frames(50)
            #expect(abs(try seconds(bytes) - Double(50 * 1152 - 1576) / 44_100) < 0.000_001)
        }
        let unknown = header(frames: 50, delay: 576, padding: 1000, encoder: "XXXX") + frames(50)
        #expect(isClose(try seconds(unknown), frames: 50))
        // The end of a file that was cut was not added.
        let cut = header(frames: 50, delay: 576, padding: 1000) + frames(40)
        #expect(try probe(cut).isCutShort)
        #expect(try probe(header(frames: 40, delay: 576, padding: 1000) + frames(40)).isCutShort == false)
        #expect(abs(try seconds(cut) - Double(40 * 1152 - 576) / 44_100) < 0.000_001)
        // More than there is.
        #expect(isClose(try seconds(header(frames: 1, delay: 4095, padding: 4095) + frames(1)), frames: 1))
    }

    @Test func `files that were cut or joined are as long as their frames`() throws {
        let whole = header(frames: 50, delay: 0, padding: 0) + frames(50)
        #expect(isClose(try seconds(Array(whole.prefix(417 * 20 + 100))), frames: 19))
        // The second header is decoded as any other frame.
        #expect(isClose(try seconds(whole + whole), frames: 101))
        let tag: [UInt8] = .text("TAG") + .zeros(125)
        #expect(isClose(try seconds(id3(100) + frames(5) + tag + id3(200_000) + frames(7) + tag), frames: 12))
        #expect(isClose(try seconds(frames(5) + ape(300, hasHeader: true) + frames(7)), frames: 12))
    }

    @Test func `parts with other sample rates are counted with their own`() throws {
        // The same frame at 48 kHz has 384 bytes, at 32 kHz 576.
        let at48: [UInt8] = [0xFF, 0xFB, 0x94, 0x40] + .zeros(380)
        let at32: [UInt8] = [0xFF, 0xFB, 0x98, 0x40] + .zeros(572)
        let mpeg2: [UInt8] = [0xFF, 0xF3, 0x90, 0x40] + .zeros(261 - 4)  // 80 kbit/s at 22.05 kHz, 576 samples
        func row(_ frame: [UInt8], _ count: Int) -> [UInt8] { (0..<count).flatMap { _ in frame } }
        let counts: [(Double, Double)] = [
            (30 * 1152, 44_100), (20 * 1152, 48_000), (10 * 1152, 32_000), (5 * 576, 22_050),
        ]
        let expected = counts.reduce(0.0) { $0 + $1.0 / $1.1 }
        let parts = [frames(30), row(at48, 20), row(at32, 10), row(mpeg2, 5)]
        #expect(abs(try seconds(parts.flatMap(\.self)) - expected) < 0.000_001)
        #expect(abs(try seconds(parts.flatMap { id3(50) + $0 }) - expected) < 0.000_001)
    }

    @Test func `a long part without audio is damage, found in no time`() {
        func check(_ virtual: VirtualSource, _ message: String) {
            let source = CountingSource(virtual)
            #expect(throws: MediaError(.malformed, message)) { try MediaProbe.probe(source) }
            #expect(source.bytesRead < 2 << 20)
        }
        func noAudio(upTo byte: Int64) -> String { "there is no MP3 audio for 131072 bytes up to byte \(byte)" }
        // Small enough to count.
        let small = VirtualSource(start: frames(20), pattern: [0], repetitions: 1 << 20)
        check(small, noAudio(upTo: 20 * 417 + 131_073))
        // Too large to count, also with audio after the damage, or with a tail only.
        let tail = VirtualSource(start: frames(20), pattern: [0], repetitions: 4 << 30)
        check(tail, noAudio(upTo: tail.byteCount))
        let middle = VirtualSource(start: frames(20), pattern: [0], repetitions: 4 << 30, end: frames(400))
        check(middle, noAudio(upTo: middle.byteCount / 8 * 4 + 131_072))
        let end = VirtualSource(start: [], pattern: frame(), repetitions: 700_000, end: .zeros(140_000))
        check(end, noAudio(upTo: end.byteCount))
    }

    @Test func `a stream too large to count has no length`() throws {
        let source = CountingSource(VirtualSource(start: id3(500), pattern: frame(), repetitions: 2_000_000))
        #expect(try MediaProbe.probe(source) == MediaInfo(format: .mp3))
        #expect(source.reads <= 40)
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
