/// The `fmt ` chunk of a WAVE file: how bytes become seconds.
struct WAVFormat {
    private let tag: UInt16
    private let sampleRate: UInt32
    private let bytesPerSecond: UInt32
    private let blockBytes: UInt32

    init(_ reader: inout ByteReader, at offset: Int64, size: UInt32) throws(MediaError) {
        guard size >= 14 else {
            throw MediaError(.malformed, "the 'fmt ' chunk of its WAVE file has only \(size) bytes")
        }
        var tag = try reader.littleU16(at: offset)
        if tag == 0xFFFE, size >= 40 {
            tag = try reader.littleU16(at: offset + 24)  // WAVE_FORMAT_EXTENSIBLE: the tag starts a GUID
        }
        let channels = UInt32(try reader.littleU16(at: offset + 2))
        sampleRate = try reader.littleU32(at: offset + 4)
        bytesPerSecond = try reader.littleU32(at: offset + 8)
        var blockBytes = UInt32(try reader.littleU16(at: offset + 12))
        guard channels > 0, sampleRate > 0 else {
            throw MediaError(.malformed, "its WAVE file has \(channels) channels at \(sampleRate) Hz")
        }
        if blockBytes == 0, size >= 16 {
            blockBytes = channels * ((UInt32(try reader.littleU16(at: offset + 14)) + 7) / 8)
        }
        self.tag = tag
        self.blockBytes = blockBytes
    }

    /// Whether one block is one sample of every channel: PCM, float, A-law, µ-law.
    private var isOneSampleABlock: Bool { [1, 3, 6, 7].contains(tag) && blockBytes > 0 }

    /// Returns how long `dataBytes` of audio play.
    ///
    /// A compressed format's length is its sample count, or the mean byte rate where there is no count worth the name:
    /// some writers leave it 0, and some count all channels.
    ///
    /// - Throws: `malformed` when the chunk does not say how many bytes a second has.
    func duration(dataBytes: UInt64, samples: UInt64?) throws(MediaError) -> Duration {
        if isOneSampleABlock {
            return try PlayingTime.of(dataBytes / UInt64(blockBytes), perSecond: sampleRate)
        }
        guard bytesPerSecond > 0 else {
            throw MediaError(.malformed, "the 'fmt ' chunk of its WAVE file does not say how many bytes a second has")
        }
        let byRate = try PlayingTime.of(dataBytes, perSecond: bytesPerSecond)
        guard let samples, samples > 0 else { return byRate }
        let byCount = try PlayingTime.of(samples, perSecond: sampleRate)
        let isPlausible = byCount <= byRate * 1.25 + .seconds(1) && byRate <= byCount * 1.25 + .seconds(1)
        return isPlausible ? byCount : byRate
    }
}
