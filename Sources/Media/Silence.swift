/// Recognizes sound in which nothing can be heard.
package enum Silence {
    /// How much of a file is examined.
    private static let examinedBytes: Int64 = 64 << 20

    /// Below this bit rate, coded sound has no content: coders need about 6 kbit/s for speech.
    private static let bitsPerSecond = 5_000.0

    /// Whether a file of sound is silent, as far as that can be seen without decoding it.
    ///
    /// Samples of a WAVE file are compared with a thousandth of full scale; of coded sound, the bit rate is compared.
    ///
    /// - Parameters:
    ///   - source: The file.
    ///   - info: What it is.
    /// - Returns: False also if it is not known.
    package static func isSilent(_ source: some ByteSource, _ info: MediaInfo) -> Bool {
        guard info.hasAudio, !info.hasVideo, let duration = info.duration, duration > .zero else { return false }
        var reader = ByteReader(source, blockBytes: ByteReader.walkBlockBytes)
        switch info.format {
        case .wav: return (try? isSilentWave(&reader)) ?? false
        case .mp3: return (try? isSilentMP3(&reader)) ?? false
        case .flac, .ogg, .m4a:
            // Headers, and the padding that FLAC encoders leave for tags.
            let bytes = max(0, source.byteCount - (info.format == .flac ? 8_600 : 0))
            return Double(bytes) * 8 < bitsPerSecond * (duration / .seconds(1))
        case .jpeg, .png, .mp4: return false
        }
    }

    private static func isSilentWave(_ reader: inout ByteReader) throws(MediaError) -> Bool {
        let wave = try WAV.layout(&reader, at: try LeadingTags.end(&reader))
        guard case .samples(let size) = wave.format.coding, !wave.data.isEmpty else { return false }
        let bytesEach = Int64(size)
        let end = min(wave.data.upperBound, wave.data.lowerBound + examinedBytes)
        var offset = wave.data.lowerBound
        while offset + bytesEach <= end {
            if try !wave.format.isSilent(&reader, at: offset, bytesEach: Int(bytesEach)) { return false }
            offset += bytesEach
        }
        return offset > wave.data.lowerBound
    }

    /// Whether no frame has coded data: an encoder needs none for silence.
    private static func isSilentMP3(_ reader: inout ByteReader) throws(MediaError) -> Bool {
        var offset = try LeadingTags.end(&reader)
        var frames = 0
        while offset <= reader.byteCount - 40, offset < examinedBytes {
            let header = try reader.u32(at: offset)
            guard let frame = MPEGAudioFrame(header) else { break }
            // The first frame often holds a header in place of sound.
            if frames > 0, try frame.hasCodedData(&reader, at: offset, hasChecksum: header >> 16 & 1 == 0) {
                return false
            }
            frames += 1
            offset += Int64(frame.bytes)
        }
        return frames > 1
    }
}

extension WAVFormat {
    /// Whether a sample is below a thousandth of full scale.
    fileprivate func isSilent(
        _ reader: inout ByteReader,
        at offset: Int64,
        bytesEach: Int
    ) throws(MediaError) -> Bool {
        if isLogarithmic {
            // The codes next to 0 of A-law and of µ-law.
            let code = try reader.u8(at: offset) & 0x7F
            return code == 0x55 || code >= 0x7E
        }
        let bytes = try reader.bytes(at: offset, count: bytesEach)
        if isFloat {
            let number = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let value =
                bytesEach == 4
                ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: number))) : Double(bitPattern: number)
            return abs(value) < 0.001
        }
        if bytesEach == 1 { return (0x7F...0x81).contains(bytes[bytes.startIndex]) }
        let high = Int16(Int8(bitPattern: bytes[bytes.endIndex - 1])) << 8 | Int16(bytes[bytes.endIndex - 2])
        return abs(Int(high)) <= 32
    }
}

extension MPEGAudioFrame {
    /// Whether a frame of layer III says that it has coded data, in the side information after its header.
    fileprivate func hasCodedData(
        _ reader: inout ByteReader,
        at offset: Int64,
        hasChecksum: Bool
    ) throws(MediaError) -> Bool {
        let start = offset + (hasChecksum ? 6 : 4)
        let side = Array(try reader.bytes(at: start, count: 32))
        func bits(_ position: Int, _ count: Int) -> Int {
            (position..<position + count).reduce(0) { $0 << 1 | Int(side[$1 / 8] >> UInt8(7 - $1 % 8) & 1) }
        }
        let channels = isMono ? 1 : 2
        let granules = isVersion1 ? 2 : 1
        var position = isVersion1 ? 9 + (isMono ? 5 : 3) + 4 * channels : 8 + (isMono ? 1 : 2)
        for _ in 0..<granules * channels {
            if bits(position, 12) > 0 { return true }
            position += isVersion1 ? 59 : 63
        }
        return false
    }
}
