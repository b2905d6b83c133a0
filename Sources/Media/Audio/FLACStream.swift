/// One stream of a FLAC file: its metadata blocks, and its last frame.
struct FLACStream {
    /// Where the frames start.
    let audio: Int64

    private let start: Int64
    private let sampleRate: UInt32
    /// How many samples a frame has in a stream of frames of one length.
    private let samplesEach: UInt64
    /// How many samples the stream has; 0 if the encoder could not come back to fill in the number.
    private let samples: UInt64
    /// The largest size of a frame in bytes.
    private let frameBytes: Int64

    /// Reads the metadata blocks of the stream whose signature is at `start`.
    init(_ reader: inout ByteReader, at start: Int64) throws(MediaError) {
        try reader.need(42, at: start, for: "the STREAMINFO block of a FLAC stream")
        guard try reader.u32(at: start + 4) & 0x7FFF_FFFF == 34 else {
            throw MediaError(.malformed, "its FLAC stream does not start with a STREAMINFO block of 34 bytes")
        }
        self.start = start
        samplesEach = UInt64(try reader.u16(at: start + 10))
        let statedBytes = Int64(try reader.u32(at: start + 14) & 0xFF_FFFF)
        // 20 bits of sample rate, 3 of channels, 5 of bits per sample, 36 of samples.
        let fields = try reader.u64(at: start + 18)
        sampleRate = UInt32(fields >> 44)
        samples = fields & 0xF_FFFF_FFFF
        let channels = Int64(fields >> 41 & 7) + 1
        let bits = Int64(fields >> 36 & 31) + 1
        // A frame is never larger than its samples without compression and its headers.
        let mostBytes = Int64(samplesEach) * channels * ((bits + 8) / 8) + 256
        frameBytes = statedBytes > 0 ? min(statedBytes, mostBytes) : mostBytes
        guard sampleRate > 0 else {
            throw MediaError(.malformed, "its FLAC stream has a sample rate of 0")
        }
        var offset = start + 4
        var isLast = false
        while !isLast {
            try reader.need(4, at: offset, for: "the metadata of a FLAC stream")
            let header = try reader.u32(at: offset)
            isLast = header >> 31 == 1
            try reader.need(4 + Int64(header & 0xFF_FFFF), at: offset, for: "the metadata of a FLAC stream")
            offset += 4 + Int64(header & 0xFF_FFFF)
        }
        audio = offset
    }

    /// Returns how long the stream plays.
    ///
    /// - Parameters:
    ///   - reader: Reads the file.
    ///   - end: Where the stream ends.
    /// - Returns: The length up to the end of the last frame.
    /// - Throws: `truncated` if a frame is missing or cut.
    func duration(_ reader: inout ByteReader, to end: Int64) throws(MediaError) -> Duration {
        _ = try PlayingTime.of(samples, perSecond: sampleRate)
        if audio >= end, samples == 0 { return .zero }
        let cut = MediaError(.truncated, "at byte \(end), inside the audio of a FLAC stream")
        guard let last = try endOfLastFrame(&reader, end), last >= samples else { throw cut }
        return try PlayingTime.of(last, perSecond: sampleRate)
    }

    /// The number of the sample after the last frame; `nil` if no whole frame ends at `end`.
    private func endOfLastFrame(_ reader: inout ByteReader, _ end: Int64) throws(MediaError) -> UInt64? {
        let first = max(audio, end - frameBytes)
        guard end - first >= 8 else { return nil }
        let bytes = Array(try reader.bytes(at: first, count: Int(end - first)))
        var index = bytes.count - 8
        while index >= 0 {
            if bytes[index] == 0xFF, bytes[index + 1] & 0xFE == 0xF8,
                let frame = FLACFrame(bytes[index...]), Checksum.crc16(bytes[index...]) == 0
            {
                let position = frame.isNumbered ? frame.position * samplesEach : frame.position
                return position + frame.samples
            }
            index -= 1
        }
        return nil
    }
}

/// The header of a frame, <https://www.rfc-editor.org/rfc/rfc9639.html#section-9.1>.
private struct FLACFrame {
    /// The number of the frame, or that of its first sample.
    private(set) var position: UInt64
    /// Whether all frames have one length, so that frames are numbered instead of samples.
    let isNumbered: Bool
    /// How many samples it has.
    let samples: UInt64

    /// Decodes a header; `nil` if the bytes are not a valid one.
    init?(_ bytes: ArraySlice<UInt8>) {
        let start = bytes.startIndex
        guard bytes.count >= 8, bytes[start + 3] & 1 == 0 else { return nil }
        isNumbered = bytes[start + 1] & 1 == 0
        let sizeCode = bytes[start + 2] >> 4
        let rateCode = bytes[start + 2] & 15
        guard sizeCode > 0, rateCode < 15 else { return nil }
        // A number in the form of UTF-8, of at most seven bytes.
        let leading = (~bytes[start + 4]).leadingZeroBitCount
        guard leading != 1, leading < 8 else { return nil }
        position = leading == 0 ? UInt64(bytes[start + 4]) : UInt64(bytes[start + 4]) & (0x7F >> UInt64(leading))
        var offset = start + 5
        for _ in 1..<max(1, leading) {
            guard offset < bytes.endIndex, bytes[offset] >> 6 == 2 else { return nil }
            position = position << 6 | UInt64(bytes[offset] & 0x3F)
            offset += 1
        }
        let sizeBytes = sizeCode == 6 ? 1 : sizeCode == 7 ? 2 : 0
        let rateBytes = rateCode == 12 ? 1 : rateCode > 12 ? 2 : 0
        guard offset + sizeBytes + rateBytes < bytes.endIndex else { return nil }
        switch sizeCode {
        case 1: samples = 192
        case 2...5: samples = 576 << UInt64(sizeCode - 2)
        case 6: samples = UInt64(bytes[offset]) + 1
        case 7: samples = (UInt64(bytes[offset]) << 8 | UInt64(bytes[offset + 1])) + 1
        default: samples = 256 << UInt64(sizeCode - 8)
        }
        offset += sizeBytes + rateBytes
        guard Checksum.crc8(bytes[start..<offset]) == bytes[offset] else { return nil }
    }
}

/// The checksums of FLAC frames.
private enum Checksum {
    static func crc8(_ bytes: ArraySlice<UInt8>) -> UInt8 {
        var crc: UInt8 = 0
        for byte in bytes {
            crc ^= byte
            for _ in 0..<8 { crc = crc & 0x80 != 0 ? crc << 1 ^ 0x07 : crc << 1 }
        }
        return crc
    }

    /// 0 for bytes that end in their own checksum.
    static func crc16(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        var crc: UInt16 = 0
        for byte in bytes {
            crc ^= UInt16(byte) << 8
            for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x8005 : crc << 1 }
        }
        return crc
    }
}
