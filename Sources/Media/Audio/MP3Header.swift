/// The frame count that an encoder leaves inside the first frame, as a Xing (also named Info) or a VBRI header.
///
/// See <https://www.codeproject.com/Articles/8295/MPEG-Audio-Frame-Header>, "VBR headers".
struct MP3Header {
    /// Frames of audio, without the one that holds the header.
    let frames: UInt32

    /// Bytes of audio with the frame that holds the header, where told.
    private let bytes: UInt32?

    /// Looks for a header in the first frame; `nil` when there is none or it counts no frames.
    init?(_ reader: inout ByteReader, in frame: MPEGAudioFrame, at offset: Int64) throws(MediaError) {
        let sideInformation: Int64 = frame.isVersion1 ? (frame.isMono ? 17 : 32) : (frame.isMono ? 9 : 17)
        let xing = offset + 4 + sideInformation
        let vbri = offset + 4 + 32
        let xingName = try reader.available(at: xing, count: 4)
        if xingName.elementsEqual("Xing".utf8) || xingName.elementsEqual("Info".utf8) {
            try reader.need(8, at: xing, for: "the Xing header of an MP3 stream")
            let flags = try reader.u32(at: xing + 4)
            guard flags & 1 == 1 else { return nil }
            try reader.need(16, at: xing, for: "the Xing header of an MP3 stream")
            frames = try reader.u32(at: xing + 8)
            let told = try reader.u32(at: xing + 12)
            bytes = flags & 2 == 2 && told > 0 ? told : nil
        } else if try reader.matches("VBRI".utf8, at: vbri) {
            try reader.need(18, at: vbri, for: "the VBRI header of an MP3 stream")
            let told = try reader.u32(at: vbri + 10)
            frames = try reader.u32(at: vbri + 14)
            bytes = told > 0 ? told : nil
        } else {
            return nil
        }
        guard frames > 0 else { return nil }
    }

    /// Whether the audio can be what the header says: room for so many frames, and the bytes told, to one part in 16.
    ///
    /// It is longer when files were joined, and shorter when the file is cut: then the frames tell, not the header.
    func fits(_ range: Range<Int64>) -> Bool {
        let present = range.upperBound - range.lowerBound
        guard Int64(frames) * MPEGAudioFrame.minimumBytes <= present else { return false }
        guard let bytes else { return true }
        return abs(present - Int64(bytes)) <= max(Int64(bytes) / 16, 1024)
    }
}
