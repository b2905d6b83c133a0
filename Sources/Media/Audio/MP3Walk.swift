/// Counts the frames of an MPEG audio stream, also of one that was joined from files with different sample rates.
struct MP3Walk {
    private var reader: ByteReader
    private let end: Int64
    private var offset: Int64
    private var current: MPEGAudioFrame
    /// Whether the bytes at the offset directly follow a frame of the current stream.
    private var isInStep = true
    private var garbageBytes: Int64 = 0
    /// How many frames were found.
    private var frames: UInt64 = 0
    /// Whether frames are missing that the header promises.
    private(set) var isCutShort = false
    /// How many samples of a channel play at each sample rate.
    private var samples: [UInt32: UInt64] = [:]

    /// Prepares a walk.
    ///
    /// - Parameters:
    ///   - source: The file.
    ///   - first: The first frame.
    ///   - range: The offsets of the first frame and of the end of the audio.
    ///   - skipsFirst: Whether the first frame holds a header instead of audio.
    init(_ source: any ByteSource, _ first: MPEGAudioFrame, in range: Range<Int64>, skipsFirst: Bool) {
        reader = ByteReader(source, blockBytes: ByteReader.walkBlockBytes)
        end = range.upperBound
        offset = range.lowerBound + (skipsFirst ? Int64(first.bytes) : 0)
        current = first
    }

    /// Walks over all frames and returns how long they play.
    ///
    /// - Parameter header: The header in the first frame, which says how many samples the encoder added.
    /// - Returns: The length of all parts together.
    /// - Throws: `malformed` for a long part without frames, `unreadable`.
    mutating func duration(_ header: MP3Header?) throws(MediaError) -> Duration {
        let firstRate = current.sampleRate
        let samplesEach = UInt64(current.samples)
        while offset <= end - 4 {
            if try takeFrame() { continue }
            if isInStep || garbageBytes == 0, let next = try tagEnd() {
                (offset, isInStep) = (next, false)
                continue
            }
            isInStep = false
            garbageBytes += 1
            offset += 1
            guard garbageBytes <= MP3.maximumGarbageBytes else {
                throw MediaError(
                    .malformed,
                    "there is no MP3 audio for \(MP3.maximumGarbageBytes) bytes up to byte \(offset)"
                )
            }
        }
        if let header {
            // The samples at the end of the first file were added only if its end was reached.
            let isWhole = frames >= UInt64(header.frames)
            isCutShort = frames < UInt64(header.frames) - UInt64(header.frames) / 100
            let added = UInt64(header.delaySamples) + (isWhole ? UInt64(header.paddingSamples) : 0)
            let played = samples[firstRate] ?? 0
            if added < min(played, UInt64(header.frames) * samplesEach) { samples[firstRate] = played - added }
        }
        var total = Duration.zero
        for (rate, count) in samples { total += try PlayingTime.of(count, perSecond: rate) }
        return total
    }

    /// Takes the frame at the offset, if there is one.
    private mutating func takeFrame() throws(MediaError) -> Bool {
        guard let frame = MPEGAudioFrame(try reader.u32(at: offset)) else { return false }
        if !isInStep || !frame.continues(current) {
            // Bytes that only look like a frame are not followed by others.
            let wanted = frame.continues(current) ? 1 : 2
            let run = try MP3.followers(&reader, of: frame, at: offset, to: end, atMost: wanted)
            guard run.count == wanted || run.reachesEnd else { return false }
        }
        current = frame
        isInStep = true
        garbageBytes = 0
        offset += Int64(frame.bytes)
        // A frame that is cut at the end is not played.
        if offset <= end {
            frames += 1
            samples[frame.sampleRate, default: 0] += UInt64(frame.samples)
        }
        return true
    }

    /// The end of the tag at the offset, as between two files that were joined; `nil` if there is none.
    private mutating func tagEnd() throws(MediaError) -> Int64? {
        if try reader.matches("TAG".utf8, at: offset), offset + 128 <= end { return offset + 128 }
        guard try MP3.isTag(&reader, at: offset), let next = try? LeadingTags.end(&reader, from: offset), next > offset
        else { return nil }
        return next
    }
}
