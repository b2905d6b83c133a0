internal import Media

/// One way to write sound.
struct SoundEncoding: Sendable, Hashable {
    /// The format of the file.
    var format: MediaFormat
    /// The rate in bits a second; `nil` for formats that lose nothing.
    var bitRate: Int?
    /// The samples in a second; `nil` for those of the source.
    var sampleRate: Int?
    /// The channels; `nil` for those of the source.
    var channels: Int?
}

/// How sound becomes a file that an input accepts; pure, so that it can be tested without ffmpeg.
struct SoundPlan: Sendable {
    let source: FitSource
    let target: FitTarget
    let trim: TrimRange?

    /// Formats that lose nothing, the one that every service reads first.
    private static let lossless: [MediaFormat] = [.wav, .flac]
    private static let lossy: [MediaFormat] = [.m4a, .mp3, .ogg]

    /// Every way to try, the one that changes least first.
    var encodings: [SoundEncoding] {
        let formats = target.formats
        let channels = source.channels ?? 2
        var list: [SoundEncoding] = []
        for format in Self.lossless where formats.contains(format) { list.append(SoundEncoding(format: format)) }
        for bitRate in [192_000, 128_000, 96_000, 64_000, 32_000] {
            for format in Self.lossy where formats.contains(format) {
                var encoding = SoundEncoding(format: format, bitRate: bitRate)
                if channels > 2 { encoding.channels = 2 }
                if bitRate <= 64_000, channels > 1 { encoding.channels = 1 }
                if format == .ogg {
                    if source.sampleRate != 48_000 { encoding.sampleRate = 48_000 }
                } else if (source.sampleRate ?? 0) > 48_000 {
                    encoding.sampleRate = 48_000
                }
                list.append(encoding)
            }
        }
        for rate in [24_000, 16_000] where rate < source.sampleRate ?? .max {
            for format in Self.lossless where formats.contains(format) {
                list.append(SoundEncoding(format: format, sampleRate: rate, channels: channels > 1 ? 1 : nil))
            }
        }
        return list.filter { expectedBytes($0).map(target.allows(bytes:)) ?? true }
    }

    /// The arguments of ffmpeg between the input and the output.
    func arguments(_ encoding: SoundEncoding) -> [String] {
        var words = ["-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"]
        if let filter = Self.trimFilter(trim) { words += ["-af", filter] }
        if let rate = encoding.sampleRate { words += ["-ar", String(rate)] }
        if let channels = encoding.channels { words += ["-ac", String(channels)] }
        switch encoding.format {
        case .flac: words += ["-c:a", "flac", "-f", "flac"]
        case .mp3: words += ["-c:a", "libmp3lame", "-f", "mp3"]
        case .m4a: words += ["-c:a", "aac", "-movflags", "+faststart", "-f", "ipod"]
        case .ogg: words += ["-c:a", "libopus", "-f", "ogg"]
        default: words += ["-c:a", "pcm_s16le", "-f", "wav"]
        }
        if let bitRate = encoding.bitRate { words += ["-b:a", String(bitRate)] }
        return words
    }

    /// What an encoding changes.
    func changes(_ encoding: SoundEncoding, bytes: Int64) -> [FitChange] {
        var changes: [FitChange] = []
        if source.format != encoding.format { changes.append(.converted(from: source.name, to: encoding.format)) }
        if source.hasVideo { changes.append(.soundOnly) }
        if let trim { changes.append(.trimmed(trim)) }
        if let bitRate = encoding.bitRate { changes.append(.compressed(bitRate: bitRate)) }
        if let rate = encoding.sampleRate, let from = source.sampleRate, rate != from {
            changes.append(.resampled(from: from, to: rate))
        }
        if let count = encoding.channels, let from = source.channels, count != from {
            changes.append(.mixed(from: from, to: count))
        }
        if encoding.format == .wav, let bits = source.bits, bits > 16 {
            changes.append(.reducedBits(from: bits, to: 16))
        }
        changes.append(.resized(from: source.sizeBytes, to: bytes))
        return changes
    }

    /// How long the result is, in seconds; `nil` when the length of the source is unknown.
    var expectedSeconds: Double? {
        source.seconds.map { max(0, min($0, trim?.end ?? $0) - (trim?.start ?? 0)) }
    }

    /// Keeps exactly the samples between two times.
    static func trimFilter(_ trim: TrimRange?) -> String? {
        trim.map { "atrim=start=\($0.start)" + ($0.end.map { ":end=\($0)" } ?? "") + ",asetpts=PTS-STARTPTS" }
    }

    /// About how large a file will be; `nil` when that cannot be known.
    private func expectedBytes(_ encoding: SoundEncoding) -> Int64? {
        guard let seconds = expectedSeconds else { return nil }
        if let bitRate = encoding.bitRate { return Int64(seconds * Double(bitRate) / 8) }
        guard let rate = encoding.sampleRate ?? source.sampleRate, let channels = encoding.channels ?? source.channels
        else { return nil }
        let raw = seconds * Double(rate * channels * 2)
        // Speech becomes about half as large; how much smaller a file really is shows when it is written.
        return Int64(encoding.format == .flac ? raw * 0.3 : raw)
    }
}
