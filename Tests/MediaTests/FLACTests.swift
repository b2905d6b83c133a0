import Media
import Testing

struct FLACTests {
    private func flac(rate: UInt64, samples: UInt64, length: UInt32 = 34) -> [UInt8] {
        let info: [UInt8] = .zeros(10) + .big(rate << 44 | 1 << 41 | 15 << 36 | samples) + .zeros(16)
        return .text("fLaC") + .big(length) + info
    }

    @Test func `the length is the number of samples`() throws {
        let day = MediaInfo(format: .flac, duration: .seconds(86_400))
        #expect(try probe(flac(rate: 96_000, samples: 96_000 * 86_400)) == day)
    }

    @Test func `a stream of unknown length has no duration`() throws {
        #expect(try probe(flac(rate: 44_100, samples: 0)) == MediaInfo(format: .flac))
    }

    @Test func `a tag before the stream is skipped`() throws {
        let tag: [UInt8] = .text("ID3") + [4, 0, 0x10, 0, 0, 1, 2] + .zeros(130) + .text("3DI") + .zeros(7)
        #expect(try probe(tag + flac(rate: 1000, samples: 500)).duration == .milliseconds(500))
    }

    @Test func `headers that cannot be are errors`() {
        #expect(throws: MediaError(.malformed, "its FLAC stream has a sample rate of 0")) {
            try probe(flac(rate: 0, samples: 1))
        }
        #expect(throws: MediaError(.malformed, "its FLAC stream does not start with a STREAMINFO block of 34 bytes")) {
            try probe(flac(rate: 1, samples: 1, length: 0x0400_0022))
        }
        #expect(throws: MediaError(.malformed, "its header claims to play for more than a year")) {
            try probe(flac(rate: 1, samples: 0xF_FFFF_FFFF))
        }
        #expect(throws: MediaError(.truncated, "at byte 20, inside the STREAMINFO block of a FLAC stream")) {
            try probe(Array(flac(rate: 1, samples: 1).prefix(20)))
        }
    }
}
