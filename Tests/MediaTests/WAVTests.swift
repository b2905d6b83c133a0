import Media
import Testing

struct WAVTests {
    private func chunk(_ name: String, _ body: [UInt8], size: UInt32? = nil) -> [UInt8] {
        .text(name) + .little(size ?? UInt32(body.count)) + body + .zeros(body.count % 2)
    }

    /// A `fmt ` chunk; by default one channel of 16 bits at 8 kHz, so that 16,000 bytes play a second.
    private func format(
        tag: UInt16 = 1,
        channels: UInt16 = 1,
        rate: UInt32 = 8000,
        bytesPerSecond: UInt32 = 16_000,
        block: UInt16 = 2,
        bits: UInt16 = 16,
        more: [UInt8] = []
    ) -> [UInt8] {
        let fields: [UInt8] = .little(tag) + .little(channels) + .little(rate) + .little(bytesPerSecond)
        return chunk("fmt ", fields + .little(block) + .little(bits) + more)
    }

    private func wave(_ chunks: [UInt8], name: String = "RIFF", size: UInt32? = nil) -> [UInt8] {
        .text(name) + .little(size ?? UInt32(chunks.count + 4)) + .text("WAVE") + chunks
    }

    private let second = [UInt8].zeros(16_000)

    @Test func `chunks of any length before the audio are skipped`() throws {
        let info = MediaInfo(format: .wav, duration: .seconds(1))
        let list = chunk("LIST", .text("INFOx"))
        #expect(try probe(wave(format() + chunk("data", second))) == info)
        #expect(try probe(wave(list + chunk("bext", .zeros(603)) + format() + list + chunk("data", second))) == info)
        #expect(try probe(wave(format() + chunk("data", second) + list)) == info)
    }

    @Test func `a pad byte that was forgotten does not lose the audio`() throws {
        let unpadded: [UInt8] = .text("note") + .little(UInt32(3)) + .text("abc")
        #expect(try probe(wave(unpadded + format() + chunk("data", second))).duration == .seconds(1))
    }

    @Test(arguments: [0, 0xFFFF_FFFF, 0x7FFF_F000, 16_001] as [UInt32])
    func `a size that is not true yields to what the file holds`(size: UInt32) throws {
        let bytes = wave(format() + chunk("data", second, size: size), size: size)
        #expect(try probe(bytes).duration == .seconds(1))
    }

    @Test(
        arguments: [
            (16_000, false), (16_001, false), (16_100, false), (17_000, true), (32_000, true), (0x7FFE_FFFF, true),
            (0x7FFF_F000, false), (0xFFFF_FFFF, false), (0, false),
        ] as [(UInt32, Bool)]
    )
    func `a file that announces more than it holds was cut`(size: UInt32, isCutShort: Bool) throws {
        let info = try probe(wave(format() + chunk("data", second, size: size), size: size))
        #expect(info.isCutShort == isCutShort)
        #expect(info.duration == .seconds(1))
    }

    @Test func `a file without samples plays no time`() throws {
        #expect(try probe(wave(format() + chunk("data", []))).duration == .zero)
        #expect(try probe(wave(format() + chunk("data", []) + chunk("LIST", second))).duration == .zero)
    }

    @Test func `an extensible format is read through its GUID`() throws {
        let guid: [UInt8] = [1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
        let more: [UInt8] = .little(UInt16(22)) + .little(UInt16(16)) + .little(UInt32(0)) + guid
        // The byte rate is a lie here: linear samples do not need it.
        let bytes = wave(format(tag: 0xFFFE, bytesPerSecond: 1, more: more) + chunk("data", second))
        #expect(try probe(bytes).duration == .seconds(1))
    }

    @Test func `a compressed format goes by its blocks, or by a sample count that ends in the last one`() throws {
        func adpcm(samples: UInt32?, bytes: Int = 8110) throws -> Duration? {
            let fact = samples.map { chunk("fact", .little($0)) } ?? []
            // The byte rate means nothing: ffmpeg writes that of the coded bits, others that of the blocks.
            let header = format(tag: 0x11, rate: 8000, bytesPerSecond: 16_000, block: 256, bits: 4)
            return try probe(wave(header + fact + chunk("data", .zeros(bytes)))).duration
        }
        // 31 blocks of 505 samples, and one of 341.
        let blocks = Duration.microseconds(1_999_500)
        #expect(try adpcm(samples: 15_990) == .microseconds(1_998_750))
        #expect(try adpcm(samples: 15_996) == blocks)
        for samples in [nil, 0, 15_491, 15_997, 31_992, 4_000_000_000] as [UInt32?] {
            #expect(try adpcm(samples: samples) == blocks)
        }
        #expect(try adpcm(samples: nil, bytes: 256) == .microseconds(63_125))
    }

    @Test func `each way of coding has blocks of its own`() throws {
        func seconds(_ format: [UInt8], _ bytes: Int) throws -> Duration? {
            try probe(wave(format + chunk("data", .zeros(bytes)))).duration
        }
        // Two channels of Microsoft's ADPCM: (1024 - 14) / 1 + 2 = 1012 samples of each.
        #expect(try seconds(format(tag: 2, channels: 2, rate: 10_120, block: 1024, bits: 4), 10_240) == .seconds(1))
        #expect(try seconds(format(tag: 0x31, rate: 8000, block: 65, bits: 0), 65 * 25) == .seconds(1))
        #expect(try seconds(format(tag: 0x45, rate: 8000, block: 1, bits: 4), 4000) == .seconds(1))
        #expect(try seconds(format(tag: 7, rate: 8000, block: 4, bits: 8), 8000) == .seconds(1))
        // A format that is not known has no length, whatever its byte rate.
        #expect(try seconds(format(tag: 0x161, bytesPerSecond: 16_000), 16_000) == nil)
    }

    @Test(arguments: [4, 1, 0] as [UInt16])
    func `samples are as large as their bits say, not as the block`(block: UInt16) throws {
        #expect(try probe(wave(format(block: block) + chunk("data", second))).duration == .seconds(1))
    }

    @Test func `MP3 in a WAVE file is counted`() throws {
        let frame: [UInt8] = [0xFF, 0xFB, 0x90, 0x40] + .zeros(413)
        let data = (0..<100).flatMap { _ in frame }
        let header = format(tag: 0x55, rate: 44_100, bytesPerSecond: 0, block: 1152, bits: 0, more: .zeros(14))
        let info = try probe(wave(header + chunk("data", data) + chunk("LIST", second)))
        #expect(info.format == .wav)
        let seconds: Double = try #require(info.duration) / .seconds(1)
        let expected = 115_200.0 / 44_100
        #expect(abs(seconds - expected) < 0.000_001)
    }

    @Test func `a tag before the file is skipped`() throws {
        let tag: [UInt8] = .text("ID3") + [4, 0, 0, 0, 0, 0, 100] + .zeros(100)
        let bytes = tag + wave(format() + chunk("data", second))
        #expect(try probe(bytes) == MediaInfo(format: .wav, duration: .seconds(1)))
    }

    @Test(arguments: ["RF64", "BW64"])
    func `beyond four gigabytes the length is in the ds64 chunk`(name: String) throws {
        let sizes: [UInt8] = .little(UInt64(1 << 34)) + .little(UInt64(16_000_000_000)) + .little(UInt64(0)) + .zeros(4)
        let start = wave(chunk("ds64", sizes) + format() + chunk("data", [], size: .max), name: name, size: .max)
        let source = CountingSource(VirtualSource(start: start, repetitions: 16_000_000_100))
        #expect(try MediaProbe.probe(source).duration == .seconds(1_000_000))
        #expect(source.reads <= 2)
    }

    @Test func `headers that contradict themselves are errors`() {
        let cases: [([UInt8], String)] = [
            (wave(chunk("data", second) + format()), "its WAVE file has audio data before its 'fmt ' chunk"),
            (
                wave(chunk("fmt ", .zeros(8)) + chunk("data", second)),
                "the 'fmt ' chunk of its WAVE file has only 8 bytes"
            ),
            (wave(format(channels: 0) + chunk("data", second)), "its WAVE file has 0 channels at 8000 Hz"),
            (wave(format(rate: 0) + chunk("data", second)), "its WAVE file has 1 channels at 0 Hz"),
            (
                wave(format(tag: 0x11, block: 4, bits: 4) + chunk("data", second)),
                "its WAVE file has IMA ADPCM blocks of 4 bytes"
            ),
            (wave(format(bits: 65_528) + chunk("data", second)), "its WAVE file has samples of 65528 bits"),
            (
                wave((0..<1001).flatMap { _ in chunk("JUNK", []) }),
                "its WAVE file has more than 1000 chunks before its audio data"
            ),
        ]
        for (bytes, what) in cases {
            #expect(throws: MediaError(.malformed, what)) { try probe(bytes) }
        }
    }

    @Test func `a cut header says where`() {
        #expect(throws: MediaError(.truncated, "at byte 36, inside a WAVE file, before its audio data")) {
            try probe(wave(format()))
        }
        #expect(throws: MediaError(.truncated, "at byte 8, inside the header of a RIFF file")) {
            try probe(Array(wave(format()).prefix(8)))
        }
        #expect(throws: MediaError(.truncated, "at byte 24, inside the 'LIST' chunk of a WAVE file")) {
            try probe(wave(chunk("LIST", .zeros(4), size: 0x8000_0000)))
        }
    }
}
