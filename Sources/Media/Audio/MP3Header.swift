/// What an encoder leaves inside the first frame, as a Xing (also named Info) or a VBRI header.
///
/// See <https://www.codeproject.com/Articles/8295/MPEG-Audio-Frame-Header>, "VBR headers", and for the added samples
/// <http://gabriel.mp3-tech.org/mp3infotag.html>.
struct MP3Header {
    /// Frames of audio, without the one that holds the header.
    let frames: UInt32

    /// How many samples of silence the encoder added at the start.
    private(set) var delaySamples: UInt32 = 0

    /// How many samples of silence the encoder added at the end.
    private(set) var paddingSamples: UInt32 = 0

    /// Bytes of audio with the frame that holds the header, if the header says so.
    private let bytes: UInt32?

    /// Looks for a header in the first frame; `nil` if there is none.
    init?(_ reader: inout ByteReader, in frame: MPEGAudioFrame, at offset: Int64) throws(MediaError) {
        let sideInformation: Int64 = frame.isVersion1 ? (frame.isMono ? 17 : 32) : (frame.isMono ? 9 : 17)
        let xing = offset + 4 + sideInformation
        let vbri = offset + 4 + 32
        let xingName = try reader.available(at: xing, count: 4)
        if xingName.elementsEqual("Xing".utf8) || xingName.elementsEqual("Info".utf8) {
            try reader.need(8, at: xing, for: "the Xing header of an MP3 stream")
            let flags = try reader.u32(at: xing + 4)
            try reader.need(16, at: xing, for: "the Xing header of an MP3 stream")
            frames = flags & 1 == 1 ? try reader.u32(at: xing + 8) : 0
            let told = try reader.u32(at: xing + (flags & 1 == 1 ? 12 : 8))
            bytes = flags & 2 == 2 && told > 0 ? told : nil
            let fields: [Int64] = [4, 4, 100, 4]
            let lame = fields.enumerated().reduce(xing + 8) {
                $0 + (flags >> UInt32($1.offset) & 1 == 1 ? $1.element : 0)
            }
            try readAddedSamples(&reader, at: lame)
        } else if try reader.matches("VBRI".utf8, at: vbri) {
            try reader.need(18, at: vbri, for: "the VBRI header of an MP3 stream")
            let told = try reader.u32(at: vbri + 10)
            frames = try reader.u32(at: vbri + 14)
            bytes = told > 0 ? told : nil
        } else {
            return nil
        }
    }

    /// Reads the delay and the padding that LAME and ffmpeg state, 21 bytes after the start of their extension.
    private mutating func readAddedSamples(_ reader: inout ByteReader, at offset: Int64) throws(MediaError) {
        let encoders = ["LAME", "Lavf", "Lavc"]
        let start = try reader.available(at: offset, count: 24)
        guard start.count == 24, encoders.contains(where: { start.starts(with: $0.utf8) }) else { return }
        let bits = UInt32(start[21]) << 16 | UInt32(start[22]) << 8 | UInt32(start[23])
        delaySamples = bits >> 12
        paddingSamples = bits & 0xFFF
    }

    /// Whether the audio can be what the header says: room for the frames, and the stated bytes to one part in 16.
    func fits(_ range: Range<Int64>) -> Bool {
        let present = range.upperBound - range.lowerBound
        guard frames > 0, Int64(frames) * MPEGAudioFrame.minimumBytes <= present else { return false }
        guard let bytes else { return true }
        return abs(present - Int64(bytes)) <= max(Int64(bytes) / 16, 1024)
    }
}
