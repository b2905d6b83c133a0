import PictureSubjects

/// A video in a file.
struct MadeVideo: Sendable, Hashable {
    /// Where it is.
    var path: String

    /// How long it is.
    var duration: Duration
}

/// Makes the video of a task: the picture with the driven subject marked, the speech, and its waveform.
struct VideoMaker: Sendable {
    /// The shortest and the longest side that is encoded; beyond the latter an encoder on two cores takes minutes.
    private static let sides = 64...2_048

    /// The programs.
    let ffmpeg: FFmpeg

    /// Where the files go.
    let directory: WorkDirectory

    /// Makes a video: H.264 and AAC in MP4, 30 frames a second, as long as the speech.
    ///
    /// - Parameters:
    ///   - image: The picture.
    ///   - speech: The speech.
    ///   - masks: The masks of the driven subjects; the whole picture if there is none.
    ///   - outputResolution: The short side in pixels; `nil` for the picture's own size.
    /// - Returns: The file and its length.
    /// - Throws: ``UnusableInput`` for a damaged picture or mask; ``EmulatorError``.
    func makeVideo(
        _ image: ImageFile,
        _ speech: SpeechFile,
        masks: [ImageFile],
        outputResolution: Int?
    ) async throws -> MadeVideo {
        // Without this, ffmpeg would make a video without a picture from half a PNG, and report success.
        let small = image.size(within: ImageFile.smallSide)
        _ = try await image.picture(scaledTo: small, field: "image_url")
        let size = Self.size(of: (image.width, image.height), shortSide: outputResolution)
        let overlay = MarkOverlay(subject: try await subject(masks, scaledTo: small), size: small)
        let overlayPath = directory.newPath("overlay.rgba")
        defer { WorkDirectory.remove(overlayPath) }
        try WorkDirectory.write(overlay.rgba, to: overlayPath)
        let video = directory.newPath("video.mp4")
        var isMade = false
        defer { if !isMade { WorkDirectory.remove(video) } }
        let inputs =
            image.inputArguments
            + ["-f", "rawvideo", "-pix_fmt", "rgba", "-s", "\(overlay.width)x\(overlay.height)", "-i", overlayPath]
            + speech.inputArguments
        let encoding = [
            "-map", "[video]", "-map", "[sound]", "-r", "30", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "26",
            "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "96k", "-t", "\(speech.duration / .seconds(1))",
            "-movflags", "+faststart", "-map_metadata", "-1", "-f", "mp4", video,
        ]
        _ = try await ffmpeg.run(
            .ffmpeg,
            inputs + ["-filter_complex", Self.filters(size, overlay)] + encoding,
            timeLimit: .seconds(60) + speech.duration * 10
        )
        isMade = true
        return MadeVideo(path: video, duration: speech.duration)
    }

    /// Returns what several masks cover together, at the size of the overlay.
    private func subject(_ masks: [ImageFile], scaledTo size: (width: Int, height: Int)) async throws -> Mask? {
        var union: Mask?
        for image in masks {
            let picture = try await image.picture(scaledTo: size, field: "mask_url")
            let mask = Mask(width: size.width, height: size.height) { column, row in
                picture.pixels[row * size.width + column].green >= 128
            }
            union = union?.union(mask) ?? mask
        }
        return union
    }
}

// MARK: - Size and filters

extension VideoMaker {
    /// Returns the size of the video: even sides, in the picture's proportions.
    ///
    /// - Parameters:
    ///   - size: The size of the picture.
    ///   - shortSide: The requested short side.
    /// - Returns: The size of the video.
    static func size(of size: (width: Int, height: Int), shortSide: Int?) -> (width: Int, height: Int) {
        let (short, long) = (Double(min(size.width, size.height)), Double(max(size.width, size.height)))
        let wanted = Double(shortSide ?? min(size.width, size.height)) / short
        let factor = min(wanted, Double(shortSide.map { $0 * 4 } ?? sides.upperBound) / long)
        func even(_ side: Int) -> Int {
            let scaled = Int((Double(side) * factor / 2).rounded()) * 2
            return max(sides.lowerBound, min(scaled, 4_096))
        }
        return (even(size.width), even(size.height))
    }

    /// Returns the filter graph.
    ///
    /// The marked picture is composed once and then repeated; only the waveform is drawn in each frame.
    static func filters(_ size: (width: Int, height: Int), _ overlay: MarkOverlay) -> String {
        func even(_ part: Double, of side: Int) -> Int { max(2, Int(part * Double(side)) / 2 * 2) }
        let wave = (
            width: even(overlay.waveform.width, of: size.width), height: even(overlay.waveform.height, of: size.height),
            x: Int(overlay.waveform.x * Double(size.width)), y: Int(overlay.waveform.y * Double(size.height))
        )
        return [
            "[0:v]scale=\(size.width):\(size.height):flags=bicubic,format=rgb24[picture]",
            "[1:v]scale=\(size.width):\(size.height):flags=bilinear,format=rgba[mark]",
            "[picture][mark]overlay=format=rgb,format=yuv420p,setsar=1,"
                + "loop=loop=-1:size=1:start=0,setpts=N/30/TB,fps=30[still]",
            "[2:a]asplit=2[sound][drawn]",
            "[drawn]showwaves=s=\(wave.width)x\(wave.height):mode=cline:rate=30:colors=0xffb000:scale=sqrt,"
                + "format=yuva420p[wave]",
            "[still][wave]overlay=x=\(wave.x):y=\(wave.y):eof_action=pass[video]",
        ].joined(separator: ";")
    }
}
