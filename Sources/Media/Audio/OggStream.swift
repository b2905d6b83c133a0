/// An audio stream of an Ogg file, known from its first page.
struct OggStream {
    let serial: UInt32
    let codec: OggCodec

    /// Returns how many samples play between two positions of the stream's clock.
    func samples(from start: UInt64, to end: UInt64) -> UInt64 {
        let first = start + codec.samplesToSkip  // both are far below 2^64: positions have 63 bits
        return end > first ? end - first : 0
    }
}

/// What the identification header of an audio stream says.
enum OggCodec {
    case vorbis(sampleRate: UInt32, longBlock: UInt64)
    case opus(samplesToSkip: UInt16)

    /// What the first packet of a stream says about it.
    enum Identity {
        case audio(OggCodec)
        case metadata
        case video(String)  // makes it another kind of file, also beside sound
        case other(String)
    }

    /// How many positions of the stream's clock make a second.
    var samplesPerSecond: UInt32 {
        switch self {
        case .vorbis(let sampleRate, _): sampleRate
        case .opus: 48_000  // whatever the input was: https://www.rfc-editor.org/rfc/rfc7845.html#section-4
        }
    }

    /// How many samples at the start are decoded but not played.
    var samplesToSkip: UInt64 {
        switch self {
        case .vorbis: 0
        case .opus(let samples): UInt64(samples)
        }
    }

    /// Returns at least as many samples as the packets that end on a page hold.
    ///
    /// A first page whose position is beyond that shows that the stream's clock did not start at 0.
    func mostSamples(_ reader: inout ByteReader, in page: OggPage) throws(MediaError) -> UInt64 {
        switch self {
        case .vorbis(_, let longBlock):
            return UInt64(page.endedPackets) * (longBlock / 2)
        case .opus:
            var samples: UInt64 = 0
            for start in page.packetStarts {
                guard let start else {
                    samples += Self.mostOpusSamples
                    continue
                }
                samples += Self.opusSamples(try reader.available(at: start, count: 2))
            }
            return samples
        }
    }
}

// MARK: - Identification headers

extension OggCodec {
    /// Reads the first packet of the stream that a page starts.
    ///
    /// - Throws: `malformed` or `truncated` for an audio stream whose header is no good.
    static func identify(_ reader: inout ByteReader, _ page: OggPage) throws(MediaError) -> Identity {
        if try reader.matches("\u{1}vorbis".utf8, at: page.body) {
            return .audio(try vorbis(&reader, at: page.body))
        }
        if try reader.matches("OpusHead".utf8, at: page.body) {
            return .audio(try opus(&reader, at: page.body))
        }
        if try reader.matches("fishead\0".utf8, at: page.body) {
            return .metadata
        }
        let others: [([UInt8], Identity)] = [
            (Array("\u{7F}FLAC".utf8), .other("FLAC audio in an Ogg file")),
            (Array("Speex   ".utf8), .other("Speex audio in an Ogg file")),
            (Array("\u{1}video".utf8), .video("an OGM video")),
            (Array("BBCD\0".utf8), .video("a Dirac video in an Ogg file")),
            ([0x80] + Array("theora".utf8), .video("a Theora video in an Ogg file")),
        ]
        for (start, identity) in others where try reader.matches(start, at: page.body) {
            return identity
        }
        try reader.need(8, at: page.body, for: "the first page of an Ogg file")
        return .other("an Ogg file without Vorbis or Opus audio")
    }

    /// See <https://xiph.org/vorbis/doc/Vorbis_I_spec.html#x1-630004.2.2>.
    private static func vorbis(_ reader: inout ByteReader, at offset: Int64) throws(MediaError) -> OggCodec {
        try reader.need(30, at: offset, for: "the identification header of a Vorbis stream")
        let version = try reader.littleU32(at: offset + 7)
        let channels = try reader.u8(at: offset + 11)
        let sampleRate = try reader.littleU32(at: offset + 12)
        let longBlock = try reader.u8(at: offset + 28) >> 4
        guard version == 0, channels > 0, sampleRate > 0, (6...13).contains(longBlock) else {
            throw MediaError(.malformed, "the identification header of its Vorbis stream is invalid")
        }
        return .vorbis(sampleRate: sampleRate, longBlock: 1 << UInt64(longBlock))
    }

    /// See <https://www.rfc-editor.org/rfc/rfc7845.html#section-5.1>.
    private static func opus(_ reader: inout ByteReader, at offset: Int64) throws(MediaError) -> OggCodec {
        try reader.need(19, at: offset, for: "the identification header of an Opus stream")
        let version = try reader.u8(at: offset + 8)
        let channels = try reader.u8(at: offset + 9)
        guard version < 16, channels > 0 else {
            throw MediaError(.malformed, "the identification header of its Opus stream is invalid")
        }
        return .opus(samplesToSkip: try reader.littleU16(at: offset + 10))
    }

    /// The longest packet of Opus plays 120 ms.
    private static let mostOpusSamples: UInt64 = 5760

    /// Returns the samples of an Opus packet at 48 kHz from its first two bytes.
    ///
    /// See <https://www.rfc-editor.org/rfc/rfc6716.html#section-3.1>.
    private static func opusSamples(_ start: [UInt8]) -> UInt64 {
        guard let first = start.first else { return 0 }
        let configuration = first >> 3
        let frame: UInt64 =
            switch configuration {
            case 0..<12: [480, 960, 1920, 2880][Int(configuration & 3)]
            case 12..<16: configuration & 1 == 0 ? 480 : 960
            default: 120 << UInt64(configuration & 3)
            }
        let frames: UInt64 =
            switch first & 3 {
            case 0: 1
            case 3: UInt64((start.dropFirst().first ?? 0) & 63)
            default: 2
            }
        return min(frame * frames, mostOpusSamples)
    }
}
