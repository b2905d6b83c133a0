internal import Media

/// How a video becomes one that an input accepts: H.264 and AAC in MP4, which everything plays.
struct VideoPlan: Sendable {
    let source: FitSource
    let target: FitTarget
    let trim: TrimRange?

    /// The quality of the encoder for each attempt, from what eyes cannot distinguish to what is still good.
    static let qualities = [18, 23, 28, 33]

    /// The size in pixels, upright and even, as H.264 needs it; `nil` when unknown.
    var size: (width: Int, height: Int)? {
        guard let size = source.uprightSize else { return nil }
        let factor = min(
            1,
            target.maximumWidth.map { Double($0) / Double(size.width) } ?? 1,
            target.maximumHeight.map { Double($0) / Double(size.height) } ?? 1
        )
        let even = { (count: Int) in max(2, Int(Double(count) * factor) / 2 * 2) }
        return (even(size.width), even(size.height))
    }

    /// The arguments of ffmpeg between the input and the output.
    func arguments(quality: Int) -> [String] {
        var words = ["-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn", "-map_metadata", "-1"]
        if let trim {
            words += ["-ss", String(trim.start)]
            if let end = trim.end { words += ["-to", String(end)] }
        }
        if let size { words += ["-vf", "scale=\(size.width):\(size.height):flags=lanczos"] }
        return words + [
            "-c:v", "libx264", "-preset", "medium", "-crf", String(quality), "-pix_fmt", "yuv420p", "-c:a", "aac",
            "-b:a", "192k", "-movflags", "+faststart", "-f", "mp4",
        ]
    }

    /// What an encoding changes.
    func changes(bytes: Int64) -> [FitChange] {
        var changes: [FitChange] = []
        if source.format != .mp4 { changes.append(.converted(from: source.name, to: .mp4)) }
        if let trim { changes.append(.trimmed(trim)) }
        if let size, let old = source.uprightSize, size != old {
            changes.append(
                .scaled(fromWidth: old.width, fromHeight: old.height, toWidth: size.width, toHeight: size.height)
            )
        }
        changes.append(.resized(from: source.sizeBytes, to: bytes))
        return changes
    }
}
