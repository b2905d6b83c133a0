/// An MPEG audio stream, layer III, whose length is the sum of its frames.
///
/// All frames are counted, since a header or the bit rate of the first part says nothing about files that were joined or
/// cut. See <http://www.mp3-tech.org/programmer/frame_header.html>.
enum MP3 {
    /// How many bytes without a frame are skipped at one place: padding, or the rest of a frame that was cut.
    static let maximumGarbageBytes: Int64 = 131_072

    /// The largest stream whose frames are counted; an hour at the highest bit rate has 144 MB.
    static let countedBytes: Int64 = 256 << 20

    /// Measures the stream that starts at or after `start`; `nil` if there is none.
    ///
    /// - Throws: `unrecognized` for layers I and II and for the free format, `truncated` if the first frame is cut,
    ///   `malformed` for long parts without audio.
    static func probe(_ reader: inout ByteReader, from start: Int64) throws(MediaError) -> MediaInfo? {
        let end = try TrailingTags.start(&reader, after: start)
        guard let (first, offset) = try firstFrame(&reader, from: start, to: end) else {
            guard end - start >= 4, MPEGAudioFrame.isFreeFormat(try reader.u32(at: start)) else { return nil }
            throw MediaError(.unrecognized, "MP3 audio in the free format, which few programs play")
        }
        guard first.layer == 3 else {
            throw MediaError(.unrecognized, "MPEG audio of layer \(first.layer == 1 ? "I" : "II")")
        }
        var info = MediaInfo(format: .mp3)
        (info.duration, info.isCutShort) = try duration(&reader, first, in: offset..<end)
        return info
    }

    /// Returns how long the MPEG audio of any layer between two offsets plays; `nil` if it cannot be determined.
    static func duration(_ reader: inout ByteReader, from start: Int64, to end: Int64) throws(MediaError) -> Duration? {
        guard let (first, offset) = try firstFrame(&reader, from: start, to: end) else { return nil }
        return try duration(&reader, first, in: offset..<end).length
    }

    private static func duration(
        _ reader: inout ByteReader,
        _ first: MPEGAudioFrame,
        in range: Range<Int64>
    ) throws(MediaError) -> (length: Duration?, isCutShort: Bool) {
        let header = try MP3Header(&reader, in: first, at: range.lowerBound)
        guard range.upperBound - range.lowerBound <= countedBytes else {
            try needAudio(&reader, in: range)
            return (nil, false)
        }
        do throws(MediaError) {
            var walk = MP3Walk(reader.source, first, in: range, skipsFirst: header != nil)
            return (try walk.duration(header), walk.isCutShort)
        } catch {
            // Only the beginning is at hand, as with links.
            guard error.code == .unreadable, let header, header.fits(range) else { throw error }
            let samples = UInt64(header.frames) * UInt64(first.samples)
            return (try PlayingTime.of(samples, perSecond: first.sampleRate), false)
        }
    }
}

// MARK: - Large streams

extension MP3 {
    /// How many places are sampled in a stream that is too large to count.
    static let examinedPlaces: Int64 = 8

    /// Fails unless a stream that is too large to count has audio at its end and at half of some places or more.
    ///
    /// A place without audio can be in a large tag of files that were joined.
    private static func needAudio(
        _ reader: inout ByteReader,
        in range: Range<Int64>
    ) throws(MediaError) {
        let bytes = range.upperBound - range.lowerBound
        var emptyPlaces: Int64 = 0
        for place in (1...examinedPlaces).reversed() {
            let isLast = place == examinedPlaces
            let start =
                isLast ? range.upperBound - maximumGarbageBytes : range.lowerBound + bytes / examinedPlaces * place
            if try hasAudio(&reader, from: start, to: range.upperBound) { continue }
            emptyPlaces += 1
            guard !isLast, emptyPlaces < examinedPlaces / 2 else {
                throw MediaError(
                    .malformed,
                    "there is no MP3 audio for \(maximumGarbageBytes) bytes up to byte \(start + maximumGarbageBytes)"
                )
            }
        }
    }

    /// Whether frames follow each other soon after an offset.
    private static func hasAudio(
        _ reader: inout ByteReader,
        from start: Int64,
        to end: Int64
    ) throws(MediaError) -> Bool {
        var offset = start
        while let (frame, position) = try nextFrame(&reader, from: offset, to: min(end, start + maximumGarbageBytes)) {
            if try followers(&reader, of: frame, at: position, to: end, atMost: 3).count == 3 { return true }
            offset = position + 1
        }
        return false
    }
}

// MARK: - Frames

extension MP3 {
    /// Finds the first frame that is followed by others.
    ///
    /// Three more frames, or the end of the audio, distinguish a frame from bytes that only look like one.
    private static func firstFrame(
        _ reader: inout ByteReader,
        from start: Int64,
        to end: Int64
    ) throws(MediaError) -> (MPEGAudioFrame, Int64)? {
        var offset = start
        let limit = min(end, start + maximumGarbageBytes)
        while let (frame, position) = try nextFrame(&reader, from: offset, to: limit) {
            let run = try followers(&reader, of: frame, at: position, to: end, atMost: 3)
            if run.count == 3 || run.reachesEnd && (run.count > 0 || position == start) {
                return (frame, position)
            }
            // A single frame can be followed by another file.
            if position == start {
                let isFollowed = try isTag(&reader, at: position + Int64(frame.bytes))
                if run.count > 0 || isFollowed { return (frame, position) }
            }
            if position == start, position + Int64(frame.bytes) > end {
                throw MediaError(.truncated, "at byte \(end), inside the first frame of an MP3 stream")
            }
            offset = position + 1
        }
        return nil
    }

    /// Whether a tag starts at an offset.
    static func isTag(_ reader: inout ByteReader, at offset: Int64) throws(MediaError) -> Bool {
        for name in ["ID3", "TAG", "APETAGEX"] where try reader.matches(name.utf8, at: offset) { return true }
        return false
    }

    /// Follows frames of the same stream; the last one can be cut where the audio ends.
    static func followers(
        _ reader: inout ByteReader,
        of frame: MPEGAudioFrame,
        at position: Int64,
        to end: Int64,
        atMost limit: Int
    ) throws(MediaError) -> (count: Int, reachesEnd: Bool) {
        var next = position + Int64(frame.bytes)
        for count in 0..<limit {
            if next == end { return (count, true) }
            guard next <= end - 4, let follower = MPEGAudioFrame(try reader.u32(at: next)), follower.continues(frame)
            else {
                return (count, next < end && next > end - 4)
            }
            next += Int64(follower.bytes)
            if next > end { return (count + 1, true) }
        }
        return (limit, next == end)
    }

    /// Finds the next bytes that can be the header of a frame.
    private static func nextFrame(
        _ reader: inout ByteReader,
        from start: Int64,
        to end: Int64
    ) throws(MediaError) -> (MPEGAudioFrame, Int64)? {
        var offset = start
        while let position = try reader.firstOffset(of: 0xFF, from: offset, to: end - 3) {
            if let frame = MPEGAudioFrame(try reader.u32(at: position)) {
                return (frame, position)
            }
            offset = position + 1
        }
        return nil
    }
}
