import Media
import Testing

struct FLACTests {
    /// A stream of silent frames of 1000 samples, one channel of 16 bits.
    private func flac(
        rate: UInt64 = 8000,
        samples: UInt64,
        frames: Int? = nil,
        length: UInt32 = 0x8000_0022,
        isVariable: Bool = false
    ) -> [UInt8] {
        let fields: UInt64 = rate << 44 | 15 << 36 | samples
        let info: [UInt8] = .big(UInt16(1000)) + .big(UInt16(1000)) + .zeros(6) + .big(fields) + .zeros(16)
        let count = frames ?? Int((samples + 999) / 1000)
        let audio = (0..<count).flatMap { index -> [UInt8] in
            let isLast = index == count - 1 && samples % 1000 > 0
            return frame(isVariable ? index * 1000 : index, samples: isLast ? Int(samples % 1000) : 1000, isVariable)
        }
        return .text("fLaC") + .big(length) + info + audio
    }

    /// A frame with one constant subframe, RFC 9639 section 9.
    private func frame(_ number: Int, samples: Int, _ isVariable: Bool) -> [UInt8] {
        let coded: [UInt8] =
            switch number {
            case ..<0x80: [UInt8(number)]
            case ..<0x800: [0xC0 | UInt8(number >> 6), 0x80 | UInt8(number & 63)]
            case ..<0x1_0000: [0xE0 | UInt8(number >> 12), 0x80 | UInt8(number >> 6 & 63), 0x80 | UInt8(number & 63)]
            default:
                [0xF0 | UInt8(number >> 18)] + [12, 6, 0].map { 0x80 | UInt8(number >> $0 & 63) }
            }
        var bytes: [UInt8] = [0xFF, isVariable ? 0xF9 : 0xF8, 0x70, 0x08] + coded + .big(UInt16(samples - 1))
        bytes.append(UInt8(crc(bytes, bits: 8, 0x07)))
        bytes += [0, 0, 0]
        return bytes + .big(crc(bytes, bits: 16, 0x8005))
    }

    private func crc(_ bytes: [UInt8], bits: Int, _ polynomial: UInt16) -> UInt16 {
        var crc: UInt32 = 0
        for byte in bytes {
            crc ^= UInt32(byte) << UInt32(bits - 8)
            for _ in 0..<8 {
                crc <<= 1
                if crc >> UInt32(bits) & 1 == 1 { crc ^= 1 << UInt32(bits) | UInt32(polynomial) }
            }
        }
        return UInt16(crc)
    }

    @Test(arguments: [1, 999, 1000, 1001, 48_000, 65_001, 67_000, 200_000] as [UInt64])
    func `the length is where the last frame ends`(samples: UInt64) throws {
        let expected = MediaInfo(format: .flac, duration: .nanoseconds(Int64(samples) * 125_000))
        #expect(try probe(flac(samples: samples)) == expected)
        #expect(try probe(flac(samples: samples, isVariable: true)) == expected)
    }

    @Test func `a stream that does not state its length, or too small a one, is as long as its frames`() throws {
        #expect(try probe(flac(samples: 0, frames: 80)).duration == .seconds(10))
        #expect(try probe(flac(samples: 8000, frames: 80)).duration == .seconds(10))
        #expect(try probe(flac(samples: 0)).duration == .zero)
    }

    @Test func `a stream that lacks frames, or a part of one, is cut short`() {
        let whole = flac(samples: 80_000)
        for count in [whole.count - 1, whole.count / 2, 60, 50, 43] {
            #expect(throws: MediaError(.truncated, "at byte \(count), inside the audio of a FLAC stream")) {
                try probe(Array(whole.prefix(count)))
            }
        }
        #expect(throws: MediaError(.truncated, "at byte 42, inside the audio of a FLAC stream")) {
            try probe(Array(whole.prefix(42)))
        }
        // Cut exactly between two frames.
        #expect(throws: MediaError.self) { try probe(flac(samples: 80_000, frames: 40)) }
    }

    @Test func `streams that were joined are added up`() throws {
        let both = flac(samples: 80_000) + flac(rate: 16_000, samples: 80_000)
        #expect(try probe(both).duration == .seconds(15))
    }

    @Test func `a tag before the stream is skipped, and one after it`() throws {
        let tag: [UInt8] = .text("ID3") + [4, 0, 0x10, 0, 0, 1, 2] + .zeros(130) + .text("3DI") + .zeros(7)
        let end: [UInt8] = .text("TAG") + .zeros(125)
        #expect(try probe(tag + flac(rate: 1000, samples: 500) + end).duration == .milliseconds(500))
    }

    @Test func `headers that cannot be are errors`() {
        #expect(throws: MediaError(.malformed, "its FLAC stream has a sample rate of 0")) {
            try probe(flac(rate: 0, samples: 1))
        }
        #expect(throws: MediaError(.malformed, "its FLAC stream does not start with a STREAMINFO block of 34 bytes")) {
            try probe(flac(rate: 1, samples: 1, length: 0x0400_0022))
        }
        #expect(throws: MediaError(.malformed, "its header claims a duration of more than a year")) {
            try probe(flac(rate: 1, samples: 0xF_FFFF_FFFF, frames: 1))
        }
        #expect(throws: MediaError(.truncated, "at byte 20, inside the STREAMINFO block of a FLAC stream")) {
            try probe(Array(flac(rate: 1, samples: 1).prefix(20)))
        }
    }
}
