/// The `fmt ` chunk of a WAVE file, which states how bytes convert to seconds.
struct WAVFormat {
    /// How the audio data is coded.
    enum Coding {
        /// Every sample of a channel has the same number of bytes.
        case samples(bytesEach: UInt64)
        /// Blocks of a fixed number of samples; the last one can be shorter.
        case blocks(bytesEach: UInt64, samples: @Sendable (_ blockBytes: UInt64) -> UInt64)
        /// A number of bits for every sample of a channel.
        case bits(perSample: UInt64)
        /// Frames of MPEG audio.
        case mpeg
        /// A format that this module does not know.
        case other
    }

    /// How the audio data is coded.
    let coding: Coding
    /// Whether samples are numbers with a binary point.
    let isFloat: Bool
    /// Whether samples are coded by A-law or µ-law.
    let isLogarithmic: Bool
    private let channels: UInt64
    private let sampleRate: UInt32
    private let bytesPerSecond: UInt32

    /// Reads the chunk.
    ///
    /// - Throws: `malformed` for numbers that no file can have.
    init(_ reader: inout ByteReader, at offset: Int64, size: UInt32) throws(MediaError) {
        guard size >= 14 else {
            throw MediaError(.malformed, "the 'fmt ' chunk of its WAVE file has only \(size) bytes")
        }
        var tag = try reader.littleU16(at: offset)
        if tag == 0xFFFE, size >= 40 {
            tag = try reader.littleU16(at: offset + 24)  // WAVE_FORMAT_EXTENSIBLE: the tag starts a GUID
        }
        channels = UInt64(try reader.littleU16(at: offset + 2))
        sampleRate = try reader.littleU32(at: offset + 4)
        bytesPerSecond = try reader.littleU32(at: offset + 8)
        let block = UInt64(try reader.littleU16(at: offset + 12))
        let bits = size >= 16 ? UInt64(try reader.littleU16(at: offset + 14)) : 0
        guard channels > 0, sampleRate > 0 else {
            throw MediaError(.malformed, "its WAVE file has \(channels) channels at \(sampleRate) Hz")
        }
        isFloat = tag == 3
        isLogarithmic = tag == 6 || tag == 7
        coding = try Self.coding(tag, channels: channels, block: block, bits: bits)
    }

    /// Returns how long the audio data plays; `nil` if it cannot be determined, also for MPEG audio.
    ///
    /// - Parameters:
    ///   - dataBytes: How many bytes there are.
    ///   - samples: The samples of a channel that the `fact` chunk counts; some writers leave it 0 or count all channels.
    /// - Returns: The length.
    /// - Throws: `malformed` for more than a year.
    func duration(dataBytes: UInt64, samples: UInt64?) throws(MediaError) -> Duration? {
        switch coding {
        case .samples(let bytesEach):
            return try PlayingTime.of(dataBytes / (bytesEach * channels), perSecond: sampleRate)
        case .bits(let perSample):
            return try PlayingTime.of(dataBytes * 8 / (perSample * channels), perSecond: sampleRate)
        case .blocks(let bytesEach, let samplesOf):
            let samplesEach = samplesOf(bytesEach)
            let whole = (dataBytes / bytesEach).multipliedReportingOverflow(by: samplesEach)
            guard !whole.overflow, whole.partialValue < .max / 2 else {
                throw MediaError(.malformed, "its header claims a duration of more than a year")
            }
            let most = whole.partialValue + samplesOf(dataBytes % bytesEach)
            // The count is right if it ends in the last block.
            let isCounted = samples.map { $0 <= most && $0 + samplesEach > most } ?? false
            return try PlayingTime.of(isCounted ? samples ?? 0 : most, perSecond: sampleRate)
        case .mpeg:
            return nil
        case .other:
            guard let samples, samples > 0, bytesPerSecond > 0 else { return nil }
            let byRate = try PlayingTime.of(dataBytes, perSecond: bytesPerSecond)
            let byCount = try PlayingTime.of(samples, perSecond: sampleRate)
            let isPlausible = byCount <= byRate * 1.25 + .seconds(1) && byRate <= byCount * 1.25 + .seconds(1)
            return isPlausible ? byCount : nil
        }
    }

    /// See <https://www.rfc-editor.org/rfc/rfc2361.html> for the tags.
    private static func coding(
        _ tag: UInt16,
        channels: UInt64,
        block: UInt64,
        bits: UInt64
    ) throws(MediaError) -> Coding {
        switch tag {
        case 1, 3:
            // Decoders use the bits and ignore the block.
            let bytes = bits > 0 ? (bits + 7) / 8 : block / channels
            guard (1...8).contains(bytes) else {
                throw MediaError(.malformed, "its WAVE file has samples of \(bits) bits")
            }
            return .samples(bytesEach: bytes)
        case 6, 7:
            return .samples(bytesEach: 1)
        case 0x02:
            return try blocks(block, named: "ADPCM") {
                $0 > 7 * channels ? ($0 - 7 * channels) * 2 / channels + 2 : 0
            }
        case 0x11:
            let width = (2...5).contains(bits) ? bits : 4
            return try blocks(block, named: "IMA ADPCM") {
                $0 > 4 * channels ? ($0 - 4 * channels) * 8 / width / channels + 1 : 0
            }
        case 0x31:
            return try blocks(block == 0 ? 65 : block, named: "GSM") { $0 / 65 * 320 }
        case 0x14, 0x40, 0x45, 0x64, 0x0125:
            guard (2...5).contains(bits) else { return .other }
            return .bits(perSample: bits)
        case 0x50, 0x55:
            return .mpeg
        default:
            return .other
        }
    }

    private static func blocks(
        _ bytes: UInt64,
        named name: String,
        _ samples: @escaping @Sendable (UInt64) -> UInt64
    ) throws(MediaError) -> Coding {
        guard bytes > 0, samples(bytes) > 0 else {
            throw MediaError(.malformed, "its WAVE file has \(name) blocks of \(bytes) bytes")
        }
        return .blocks(bytesEach: bytes, samples: samples)
    }
}
