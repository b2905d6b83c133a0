/// A WAVE file: RIFF chunks up to the audio data, also RF64 and BW64 beyond 4 GiB.
///
/// See <https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html>; for RF64 and BW64
/// <https://tech.ebu.ch/docs/tech/tech3306.pdf>.
enum WAV {
    /// Real files have a handful of chunks before their audio.
    static let maximumChunks = 1000

    /// The sizes that a chunk with a 32-bit size cannot hold, out of RF64's `ds64` chunk.
    private struct LargeSizes {
        var dataBytes: UInt64
        var samples: UInt64
    }

    /// What the chunks before the audio data said.
    private struct Header {
        let start: Int64
        var format: WAVFormat?
        var largeSizes: LargeSizes?
        var samples: UInt64?  // of the `fact` chunk
    }

    /// Where the audio data of a file is, and how it is coded.
    struct Layout {
        let format: WAVFormat
        let data: Range<Int64>
        /// How many samples of a channel the file says that it has.
        let samples: UInt64?
        /// Whether the file says that it has more data.
        let isCutShort: Bool
    }

    /// Sizes from here on are written by programs that do not know the size yet.
    private static let leastUnknownSize: UInt64 = 0x7FFF_0000

    /// Measures the file whose first chunk is at `start`, after any ID3 tag.
    static func probe(_ reader: inout ByteReader, at start: Int64 = 0) throws(MediaError) -> MediaInfo {
        let wave = try layout(&reader, at: start)
        var info = MediaInfo(format: .wav)
        info.isCutShort = wave.isCutShort
        if case .mpeg = wave.format.coding {
            info.duration = try MP3.duration(&reader, from: wave.data.lowerBound, to: wave.data.upperBound)
        } else {
            let bytes = UInt64(wave.data.upperBound - wave.data.lowerBound)
            info.duration = try wave.format.duration(dataBytes: bytes, samples: wave.samples)
        }
        return info
    }

    /// Reads the chunks up to the audio data.
    static func layout(_ reader: inout ByteReader, at start: Int64) throws(MediaError) -> Layout {
        var header = Header(start: start)
        var offset = start + 12
        for _ in 0..<maximumChunks {
            try reader.need(8, at: offset, for: "a WAVE file, before its audio data")
            let name = try reader.name(at: offset)
            let size = try reader.littleU32(at: offset + 4)
            let body = offset + 8
            if name == "data" {
                return try layout(&reader, header, dataSize: size, at: body)
            }
            try reader.need(Int64(size), at: body, for: "the '\(name)' chunk of a WAVE file")
            switch name {
            case "fmt ":
                header.format = try WAVFormat(&reader, at: body, size: size)
            case "fact" where size >= 4:
                header.samples = UInt64(try reader.littleU32(at: body))
            case "ds64" where size >= 24:
                header.largeSizes = LargeSizes(
                    dataBytes: try reader.littleU64(at: body + 8),
                    samples: try reader.littleU64(at: body + 16)
                )
            default:
                break
            }
            offset = try next(&reader, after: body + Int64(size), isOdd: size % 2 == 1)
        }
        throw MediaError(.malformed, "its WAVE file has more than \(maximumChunks) chunks before its audio data")
    }

    /// Steps over the pad byte of an odd chunk; it is 0, so a chunk name in its place is from a writer that forgot it.
    private static func next(_ reader: inout ByteReader, after end: Int64, isOdd: Bool) throws(MediaError) -> Int64 {
        guard isOdd else { return end }
        let name = try reader.available(at: end, count: 4)
        let isUnpadded = name.count == 4 && name.allSatisfy { (0x20...0x7E).contains($0) }
        return isUnpadded ? end : end + 1
    }

    private static func layout(
        _ reader: inout ByteReader,
        _ header: Header,
        dataSize: UInt32,
        at start: Int64
    ) throws(MediaError) -> Layout {
        guard let format = header.format else {
            throw MediaError(.malformed, "its WAVE file has audio data before its 'fmt ' chunk")
        }
        let present = UInt64(reader.byteCount - start)
        var declared: UInt64? = UInt64(dataSize)
        if dataSize == .max {
            declared = header.largeSizes?.dataBytes  // nil: written to a pipe, the length never came
        } else if dataSize == 0 {
            // Also what a recorder that was cut off leaves after, unless the outer size is right.
            let outerSize = Int64(try reader.littleU32(at: header.start + 4))
            declared = outerSize == reader.byteCount - header.start - 8 ? 0 : nil
        }
        let isWhole = declared.map { $0 <= present } ?? false
        let bytes = isWhole ? declared ?? present : present
        var samples = isWhole ? header.samples : nil
        if isWhole, samples == nil || samples == UInt64(UInt32.max) {
            samples = header.largeSizes?.samples
        }
        // A few bytes are missing in many files.
        let isCutShort = declared.map { size in
            size > present && size - present > size / 100 && (header.largeSizes != nil || size < leastUnknownSize)
        }
        return Layout(
            format: format,
            data: start..<start + Int64(bytes),
            samples: samples,
            isCutShort: isCutShort ?? false
        )
    }
}
