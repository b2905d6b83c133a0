/// An Ogg file with a Vorbis or an Opus stream: its first pages say what it holds, its last page how long it plays.
///
/// See <https://www.rfc-editor.org/rfc/rfc3533.html#section-6>.
enum Ogg {
    /// Streams that start together in one file; real files have one to three.
    static let maximumStreams = 64

    /// How many pages may precede the first one with audio: enough for a picture of 60 MB in the comments.
    static let maximumHeaderPages = 1000

    /// How far from the end the last page is looked for; a page has at most 65,307 bytes.
    static let maximumTailBytes: Int64 = 256 << 10

    static func probe(_ reader: inout ByteReader) throws(MediaError) -> MediaInfo {
        let stream = try firstStream(&reader)
        guard let last = try lastPage(&reader) else {
            throw MediaError(.malformed, "its Ogg stream has no page with a time in the last \(maximumTailBytes) bytes")
        }
        guard last.granule > 0 || last.endsStream else {
            throw MediaError(.truncated, "at byte \(reader.byteCount), before the first page of audio of an Ogg stream")
        }
        guard last.serial == stream.serial else {
            return MediaInfo(format: .ogg, duration: try chainedDuration(reader.source))
        }
        let samples = stream.samples(from: try startOfAudio(&reader, stream), to: last.granule)
        return MediaInfo(format: .ogg, duration: try PlayingTime.of(samples, perSecond: stream.codec.samplesPerSecond))
    }

    /// Reads the first pages of all streams that start together and chooses the audio among them.
    private static func firstStream(_ reader: inout ByteReader) throws(MediaError) -> OggStream {
        var offset: Int64 = 0
        var other: String?
        var found: OggStream?
        for _ in 0..<maximumStreams {
            guard let page = try OggPage(&reader, at: offset), page.startsStream else { break }
            switch try OggCodec.identify(&reader, page) {
            case .audio(let codec):
                found = found ?? OggStream(serial: page.serial, codec: codec, headerEnd: page.end)
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

    /// Returns where the clock of the stream stands at its first sample: 0, except in recordings of a broadcast.
    private static func startOfAudio(_ reader: inout ByteReader, _ stream: OggStream) throws(MediaError) -> UInt64 {
        var offset = stream.headerEnd
        for _ in 0..<maximumHeaderPages {
            guard let page = try? OggPage(&reader, at: offset) else { return 0 }
            if page.serial == stream.serial, page.hasGranule, page.granule > 0 {
                let most = try stream.codec.mostSamples(&reader, in: page)
                return page.granule > most ? page.granule - most : 0
            }
            offset = page.end
        }
        return 0
    }

    /// Looks backwards from the end for the last whole page that has a time.
    private static func lastPage(_ reader: inout ByteReader) throws(MediaError) -> OggPage? {
        let first = max(0, reader.byteCount - maximumTailBytes)
        var end = reader.byteCount
        while end > first {
            let start = max(first, end - Int64(ByteReader.walkBlockBytes))
            // Three bytes more, so that a page's name across the border is seen.
            let bytes = try reader.available(at: start, count: Int(end - start) + 3)
            var index = bytes.count - 4
            while index >= 0 {
                if bytes[index] == 0x4F, bytes[index...].starts(with: "OggS".utf8),
                    let page = try? OggPage(&reader, at: start + Int64(index)), page.end <= reader.byteCount,
                    page.hasGranule
                {
                    return page
                }
                index -= 1
            }
            end = start
        }
        return nil
    }

    /// Adds up the streams of a chained file (several files one after the other), which takes a walk over all pages.
    private static func chainedDuration(_ source: any ByteSource) throws(MediaError) -> Duration {
        var reader = ByteReader(source, blockBytes: ByteReader.walkBlockBytes)
        var total: Duration = .zero
        var current: OggStream?
        var last: UInt64 = 0
        var offset: Int64 = 0
        while let page = try? OggPage(&reader, at: offset), page.end <= reader.byteCount {
            if page.startsStream, case .audio(let codec) = try OggCodec.identify(&reader, page) {
                total += try current?.duration(to: last) ?? .zero
                current = OggStream(serial: page.serial, codec: codec, headerEnd: page.end)
                last = 0
            } else if page.serial == current?.serial, page.hasGranule {
                last = max(last, page.granule)
            }
            offset = page.end
        }
        return total + (try current?.duration(to: last) ?? .zero)
    }
}
