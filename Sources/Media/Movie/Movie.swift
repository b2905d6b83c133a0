/// What the movie box and the fragments of a file say about its tracks.
struct Movie {
    static let maximumTracks = 256

    private var ticksPerSecond: UInt32 = 0
    private var ticks: UInt64 = 0
    private var tracks: [Track] = []
    /// Whether samples can follow in fragments.
    private(set) var isFragmented = false
    /// How many bytes the samples of all fragments have.
    private var fragmentedBytes: UInt64 = 0
    private var fragmentedTicks: UInt64?  // of the `mehd` box
    private var defaults: [UInt32: TrackFragment.Defaults] = [:]

    init(_ reader: inout ByteReader, _ box: Box) throws(MediaError) {
        try box.forEachChild(&reader) { (reader, child) throws(MediaError) in
            switch child.name {
            case "mvhd":
                (ticksPerSecond, ticks) = try Track.timescaleAndTicks(&reader, child)
            case "trak":
                guard tracks.count < Self.maximumTracks else {
                    throw MediaError(.malformed, "its MP4 file has more than \(Self.maximumTracks) tracks")
                }
                tracks.append(try Track(&reader, child))
            case "mvex":
                isFragmented = true
                try readDefaults(&reader, child)
            default:
                break
            }
        }
    }

    /// Reads the movie extends box, ISO/IEC 14496-12 section 8.8.1.
    private mutating func readDefaults(_ reader: inout ByteReader, _ box: Box) throws(MediaError) {
        try box.forEachChild(&reader) { (reader, child) throws(MediaError) in
            switch child.name {
            case "mehd":
                let isLong = try reader.u8(at: child.body) == 1
                try child.needBody(isLong ? 12 : 8)
                let ticks = isLong ? try reader.u64(at: child.body + 4) : UInt64(try reader.u32(at: child.body + 4))
                // All ones say that the length is unknown.
                fragmentedTicks = ticks > 0 && ticks != (isLong ? .max : UInt64(UInt32.max)) ? ticks : nil
            case "trex":
                try child.needBody(24)
                guard defaults.count < Self.maximumTracks else { return }
                defaults[try reader.u32(at: child.body + 4)] = TrackFragment.Defaults(
                    ticks: try reader.u32(at: child.body + 12),
                    bytes: try reader.u32(at: child.body + 16)
                )
            default:
                break
            }
        }
    }

    /// Adds the samples of a movie fragment box, ISO/IEC 14496-12 section 8.8.4.
    mutating func addFragment(_ reader: inout ByteReader, _ box: Box) throws(MediaError) {
        try box.forEachChild(&reader) { (reader, child) throws(MediaError) in
            guard child.name == "traf" else { return }
            let fragment = try TrackFragment(&reader, child, defaults: defaults)
            let (sum, isTooLarge) = fragmentedBytes.addingReportingOverflow(fragment.bytes)
            fragmentedBytes = isTooLarge ? .max : sum
            guard let index = tracks.firstIndex(where: { $0.id == fragment.trackID }) else { return }
            tracks[index].add(fragment)
        }
    }
}

// MARK: - The answer

extension Movie {
    /// Combines the tracks.
    ///
    /// - Parameters:
    ///   - fileBytes: How many bytes the file has.
    ///   - mediaBytes: How many of them are media.
    /// - Returns: What the file is.
    /// - Throws: `encrypted`, `truncated` if media is missing, `malformed` without picture and sound or for absurd numbers.
    func info(fileBytes: Int64, mediaBytes: Int64) throws(MediaError) -> MediaInfo {
        let videos = tracks.filter { $0.kind == .video }
        let audios = tracks.filter { $0.kind == .audio }
        guard !tracks.contains(where: \.isEncrypted) else {
            throw MediaError(.encrypted, "its MP4 file is encrypted")
        }
        guard !videos.isEmpty || !audios.isEmpty else {
            throw MediaError(.malformed, "its MP4 file has neither a video nor an audio track")
        }
        guard (videos + audios).allSatisfy({ $0.fits(fileBytes: fileBytes, mediaBytes: mediaBytes) }) else {
            throw MediaError(.truncated, "at byte \(fileBytes), before all of its media")
        }
        guard fragmentedBytes <= UInt64(max(0, mediaBytes)) else {
            throw MediaError(.truncated, "at byte \(fileBytes), before all of its media")
        }
        var info = MediaInfo(
            format: videos.isEmpty ? .m4a : .mp4,
            duration: try duration(of: videos + audios, fileBytes: fileBytes),
            hasVideo: !videos.isEmpty,
            hasAudio: !audios.isEmpty
        )
        if let video = videos.first {
            guard video.width > 0, video.height > 0 else {
                throw MediaError(.malformed, "its MP4 file has a video track of \(video.width)x\(video.height) pixels")
            }
            info.width = Int(video.width)
            info.height = Int(video.height)
            info.frameRate = video.frameRate
        }
        return info
    }

    private func duration(of tracks: [Track], fileBytes: Int64) throws(MediaError) -> Duration? {
        var longest: Duration?
        for track in tracks {
            guard let duration = try track.duration(movieTicksPerSecond: ticksPerSecond, isFragmented: isFragmented)
            else { continue }
            longest = max(longest ?? duration, duration)
        }
        if let longest {
            // A fragmented file can play longer than it states, but one that lacks a second has lost fragments.
            if let fragmentedTicks, ticksPerSecond > 0,
                try PlayingTime.of(fragmentedTicks, perSecond: ticksPerSecond) > longest + .seconds(1)
            {
                throw MediaError(.truncated, "at byte \(fileBytes), before all of its fragments")
            }
            return longest
        }
        let stated = fragmentedTicks ?? ticks
        return stated > 0 && stated != .max && ticksPerSecond > 0
            ? try PlayingTime.of(stated, perSecond: ticksPerSecond) : nil
    }
}
