/// An MPEG audio stream, layer III: its length from a Xing or VBRI header, from the bit rate, or by counting frames.
enum MP3 {
    /// How much may stand before the first frame: padding behind a tag, or the rest of a frame that was cut.
    static let maximumGarbageBytes: Int64 = 131_072

    /// Up to this size frames are simply counted, which is exact.
    static let countedBytes: Int64 = 512 << 10

    /// Measures the stream that starts somewhere from `start`; `nil` when there is none.
    ///
    /// - Throws: `unrecognized` for layers I and II and for the free format, `truncated` when the first frame is cut.
    static func probe(_ reader: inout ByteReader, from start: Int64) throws(MediaError) -> MediaInfo? {
        let end = try TrailingTags.start(&reader, after: start)
        guard let (first, offset) = try firstFrame(&reader, from: start, to: end) else {
            guard end - start >= 4, MPEGAudioFrame.isFreeFormat(try reader.u32(at: start)) else { return nil }
            throw MediaError(.unrecognized, "MP3 audio in the free format, which few programs play")
        }
        guard first.layer == 3 else {
            throw MediaError(.unrecognized, "MPEG audio of layer \(first.layer == 1 ? "I" : "II")")
        }
        return MediaInfo(format: .mp3, duration: try duration(&reader, first, in: offset..<end))
    }

    private static func duration(
        _ reader: inout ByteReader,
        _ first: MPEGAudioFrame,
        in range: Range<Int64>
    ) throws(MediaError) -> Duration {
        if let header = try MP3Header(&reader, in: first, at: range.lowerBound), header.fits(range) {
            return try PlayingTime.of(UInt64(header.frames) * UInt64(first.samples), perSecond: first.sampleRate)
        }
        let audioBytes = range.upperBound - range.lowerBound
        if audioBytes > countedBytes, try isConstant(&reader, first, in: range) {
            // Bit rates are multiples of 8,000.
            return try PlayingTime.of(UInt64(audioBytes), perSecond: first.bitRate / 8)
        }
        let frames = try countFrames(reader.source, like: first, in: range)
        return try PlayingTime.of(frames * UInt64(first.samples), perSecond: first.sampleRate)
    }
}

// MARK: - Frames

extension MP3 {
    /// Finds the first frame that others follow.
    ///
    /// Bytes that only look like a frame are told apart by what follows: three more frames, or the end of the audio.
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
            if position == start, position + Int64(frame.bytes) > end {
                throw MediaError(.truncated, "at byte \(end), inside the first frame of an MP3 stream")
            }
            offset = position + 1
        }
        return nil
    }

    /// Follows frames of the same stream; the last one may be cut where the audio ends.
    private static func followers(
        _ reader: inout ByteReader,
        of frame: MPEGAudioFrame,
        at position: Int64,
        to end: Int64,
        atMost limit: Int
    ) throws(MediaError) -> (count: Int, isConstant: Bool, reachesEnd: Bool) {
        var next = position + Int64(frame.bytes)
        var isConstant = true
        for count in 0..<limit {
            if next == end { return (count, isConstant, true) }
            guard next <= end - 4, let follower = MPEGAudioFrame(try reader.u32(at: next)), follower.continues(frame)
            else {
                return (count, isConstant, next < end && next > end - 4)
            }
            isConstant = isConstant && follower.bitRate == frame.bitRate
            next += Int64(follower.bytes)
            if next > end { return (count + 1, isConstant, true) }
        }
        return (limit, isConstant, next == end)
    }

    /// Finds the next four bytes that read as a frame header.
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

    /// Looks at the start and at places all over a long stream: whether all frames there have one bit rate.
    private static func isConstant(
        _ reader: inout ByteReader,
        _ first: MPEGAudioFrame,
        in range: Range<Int64>
    ) throws(MediaError) -> Bool {
        let length = range.upperBound - range.lowerBound
        for place in 0..<Int64(24) {
            // Steps of the golden ratio are never in step with a pattern in the music, as equal steps could be.
            let fraction = (Double(place) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1)
            var offset = range.lowerBound + Int64(fraction * Double(length - 16_384))
            let limit = min(range.upperBound, offset + 8192)
            var isFound = false
            while !isFound, let (frame, position) = try nextFrame(&reader, from: offset, to: limit) {
                let run = try followers(&reader, of: frame, at: position, to: range.upperBound, atMost: 4)
                if frame.continues(first), run.count == 4 {
                    guard run.isConstant, frame.bitRate == first.bitRate else { return false }
                    isFound = true
                }
                offset = position + 1
            }
            guard isFound else { return false }
        }
        return true
    }

    /// Walks over all frames in memory of constant size; after damage it goes on at the next two frames in a row.
    private static func countFrames(
        _ source: any ByteSource,
        like first: MPEGAudioFrame,
        in range: Range<Int64>
    ) throws(MediaError) -> UInt64 {
        var reader = ByteReader(source, blockBytes: ByteReader.walkBlockBytes)
        var offset = range.lowerBound
        var frames: UInt64 = 0
        var isInStep = true
        while offset <= range.upperBound - 4 {
            guard let frame = MPEGAudioFrame(try reader.u32(at: offset)), frame.continues(first) else {
                offset += 1
                isInStep = false
                continue
            }
            if !isInStep {
                let run = try followers(&reader, of: frame, at: offset, to: range.upperBound, atMost: 1)
                guard run.count == 1 || run.reachesEnd else {
                    offset += 1
                    continue
                }
            }
            isInStep = true
            offset += Int64(frame.bytes)
            // A frame that is cut at the end is not played.
            frames += offset <= range.upperBound ? 1 : 0
        }
        return frames
    }
}
