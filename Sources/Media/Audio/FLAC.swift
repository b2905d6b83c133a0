/// A FLAC stream, whose length is where its last frame ends.
///
/// The STREAMINFO block states a length, but says nothing about a file that was cut or joined.
/// See <https://www.rfc-editor.org/rfc/rfc9639.html>.
enum FLAC {
    static let signature = "fLaC".utf8

    /// The largest file that is searched for further streams, as in files that were joined.
    static let searchedBytes: Int64 = 256 << 20

    /// Measures the stream whose signature is at `start`, after any ID3 tag.
    ///
    /// - Throws: `truncated` if the last frame is missing or cut, `malformed` for numbers that no stream can have.
    static func probe(_ reader: inout ByteReader, at start: Int64) throws(MediaError) -> MediaInfo {
        let end = try TrailingTags.start(&reader, after: start)
        guard end - start <= searchedBytes else { return MediaInfo(format: .flac) }
        var walk = ByteReader(reader.source, blockBytes: ByteReader.walkBlockBytes)
        var total = Duration.zero
        var stream = try FLACStream(&reader, at: start)
        while true {
            let next = try nextStream(&walk, from: stream.audio, to: end)
            total += try stream.duration(&reader, to: next ?? end)
            guard let next else { break }
            stream = try FLACStream(&reader, at: next)
        }
        return MediaInfo(format: .flac, duration: total)
    }

    /// Finds the start of a further stream: the signature and the header of a STREAMINFO block.
    private static func nextStream(
        _ reader: inout ByteReader,
        from start: Int64,
        to end: Int64
    ) throws(MediaError) -> Int64? {
        var offset = start
        while let found = try reader.firstOffset(of: UInt8(ascii: "f"), from: offset, to: end - 41) {
            if try reader.matches(signature, at: found), try reader.u32(at: found + 4) & 0x7FFF_FFFF == 34 {
                return found
            }
            offset = found + 1
        }
        return nil
    }
}
