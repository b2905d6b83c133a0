/// The STREAMINFO block of a FLAC stream.
///
/// See <https://www.rfc-editor.org/rfc/rfc9639.html#section-8.2>.
enum FLAC {
    static let signature = "fLaC".utf8

    /// Measures the stream whose signature is at `start`, behind any ID3 tag.
    static func probe(_ reader: inout ByteReader, at start: Int64) throws(MediaError) -> MediaInfo {
        try reader.need(42, at: start, for: "the STREAMINFO block of a FLAC stream")
        let blockHeader = try reader.u32(at: start + 4)
        guard blockHeader & 0x7FFF_FFFF == 34 else {
            throw MediaError(.malformed, "its FLAC stream does not start with a STREAMINFO block of 34 bytes")
        }
        // 20 bits of sample rate, 3 of channels, 5 of bits a sample, 36 of samples.
        let fields = try reader.u64(at: start + 18)
        let sampleRate = UInt32(fields >> 44)
        let samples = fields & 0xF_FFFF_FFFF
        guard sampleRate > 0 else {
            throw MediaError(.malformed, "its FLAC stream has a sample rate of 0")
        }
        // An encoder that wrote to a pipe could not come back to fill the number in.
        let duration = samples == 0 ? nil : try PlayingTime.of(samples, perSecond: sampleRate)
        return MediaInfo(format: .flac, duration: duration)
    }
}
