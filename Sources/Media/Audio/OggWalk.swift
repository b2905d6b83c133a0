/// Visits all pages of an Ogg file and adds up how long its audio streams play, one after the other.
struct OggWalk {
    private var reader: ByteReader
    private var offset: Int64
    private var stream: OggStream
    /// Whether the first page of the current stream was visited.
    private var hasStarted = false
    /// Where the stream's clock stands at its first sample; `nil` before the first page with a time.
    private var firstPosition: UInt64?
    private var lastPosition: UInt64 = 0
    private var total = Duration.zero

    /// Whether the file ends inside a page.
    private(set) var isCutShort = false

    /// Prepares a walk.
    ///
    /// - Parameters:
    ///   - source: The file.
    ///   - first: The first audio stream.
    ///   - start: The offset of the first page.
    init(_ source: any ByteSource, _ first: OggStream, at start: Int64) {
        reader = ByteReader(source, blockBytes: ByteReader.walkBlockBytes)
        offset = start
        stream = first
    }

    /// Visits all pages.
    ///
    /// - Returns: How long the streams play.
    /// - Throws: `truncated` without a page of audio, `malformed` for a long part without pages.
    mutating func duration() throws(MediaError) -> Duration {
        var garbageBytes: Int64 = 0
        var hasAudio = false
        while offset < reader.byteCount {
            let found = try? OggPage(&reader, at: offset)
            guard let page = found, page.end <= reader.byteCount else {
                isCutShort = isCutShort || found?.serial == stream.serial
                offset += 1
                garbageBytes += 1
                guard garbageBytes <= Ogg.maximumGarbageBytes else {
                    throw MediaError(
                        .malformed,
                        "there is no Ogg page for \(Ogg.maximumGarbageBytes) bytes up to byte \(offset)"
                    )
                }
                continue
            }
            garbageBytes = 0
            isCutShort = false
            hasAudio = try take(page) || hasAudio
            offset = page.end
        }
        guard hasAudio else {
            throw MediaError(.truncated, "at byte \(reader.byteCount), before the first page of audio of an Ogg stream")
        }
        return total + (try current())
    }

    /// Takes a page; returns whether it has a time or ends the audio.
    private mutating func take(_ page: OggPage) throws(MediaError) -> Bool {
        if page.startsStream {
            guard case .audio(let codec) = try OggCodec.identify(&reader, page) else { return false }
            if !hasStarted, page.serial == stream.serial {
                hasStarted = true
                return false
            }
            // A second audio stream that starts before the first has any audio plays beside it.
            if firstPosition == nil, page.serial != stream.serial { return false }
            total += try current()
            stream = OggStream(serial: page.serial, codec: codec)
            (firstPosition, lastPosition) = (nil, 0)
            return false
        }
        guard page.serial == stream.serial, page.hasGranule else { return false }
        if firstPosition == nil, page.granule > 0 {
            // In a recording of a broadcast, the clock does not start at 0.
            let most = try stream.codec.mostSamples(&reader, in: page)
            firstPosition = page.granule > most ? page.granule - most : 0
        }
        lastPosition = max(lastPosition, page.granule)
        return page.granule > 0 || page.endsStream
    }

    private func current() throws(MediaError) -> Duration {
        let samples = stream.samples(from: firstPosition ?? 0, to: lastPosition)
        return try PlayingTime.of(samples, perSecond: stream.codec.samplesPerSecond)
    }
}
