/// An Ogg file with Vorbis or Opus streams: the pages say what it holds and how long it plays.
///
/// All pages are visited, since files can be joined, and streams of joined files can have the same number.
/// See <https://www.rfc-editor.org/rfc/rfc3533.html#section-6>.
enum Ogg {
    /// Streams that start together in one file; real files have one to three.
    static let maximumStreams = 64

    /// The largest file whose pages are visited.
    static let visitedBytes: Int64 = 512 << 20

    /// How many bytes without a page are skipped at one place.
    static let maximumGarbageBytes: Int64 = 131_072

    /// Measures the file whose first page is at `start`, after any ID3 tag.
    ///
    /// - Throws: `unrecognized` for other codecs, `truncated` without audio, `malformed` for long parts without pages.
    static func probe(_ reader: inout ByteReader, at start: Int64 = 0) throws(MediaError) -> MediaInfo {
        let first = try firstStream(&reader, at: start)
        guard reader.byteCount - start <= visitedBytes else { return MediaInfo(format: .ogg) }
        var walk = OggWalk(reader.source, first, at: start)
        var info = MediaInfo(format: .ogg, duration: try walk.duration())
        info.isCutShort = walk.isCutShort
        return info
    }

    /// Reads the first pages of all streams that start together and chooses the audio among them.
    private static func firstStream(_ reader: inout ByteReader, at start: Int64) throws(MediaError) -> OggStream {
        var offset = start
        var other: String?
        var found: OggStream?
        for _ in 0..<maximumStreams {
            guard let page = try OggPage(&reader, at: offset), page.startsStream else { break }
            switch try OggCodec.identify(&reader, page) {
            case .audio(let codec):
                found = found ?? OggStream(serial: page.serial, codec: codec)
            case .video(let name):
                throw MediaError(.unrecognized, name)
            case .other(let name):
                other = other ?? name
            case .metadata:
                break
            }
            offset = page.end
        }
        if let found { return found }
        if let other {
            throw MediaError(.unrecognized, other)
        }
        throw MediaError(.malformed, "its Ogg file starts without the first page of a stream")
    }
}
