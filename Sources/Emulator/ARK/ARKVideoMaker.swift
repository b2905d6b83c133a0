/// Makes the video of a task: a cross-fade from the first to the last frame with the prompt below, or a card with the prompt.
struct ARKVideoMaker: Sendable {
    /// What was made.
    struct Made: Sendable {
        /// The video.
        var video: MadeVideo
        /// The size of its picture.
        var size: (width: Int, height: Int)
        /// The last frame, when it was asked for.
        var lastFrame: String?
        /// The ratio of the sides, as requests name it.
        var ratio: String
    }

    /// What the services share.
    let parts: ServiceParts

    /// Makes a video: H.264 in MP4, 24 frames a second, with a tone when there is sound.
    ///
    /// - Parameter request: The request.
    /// - Returns: What was made.
    /// - Throws: ``UnusableInput`` for an input; ``EmulatorError``; `CancellationError`.
    func make(_ request: ARKVideoRequest) async throws -> Made {
        var inputs: [String: ARKInput] = [:]
        var references: [ARKInput] = []
        defer { (Array(inputs.values) + references).forEach { WorkDirectory.remove($0.path) } }
        for source in request.sources where !["reference_video", "reference_audio"].contains(source.role) {
            let input = try await ARKInput(source.url, field: source.role, parts)
            if source.role == "reference_image" { references.append(input) } else { inputs[source.role] = input }
        }
        let first = inputs["first_frame"]
        let adaptive = first.map { VideoSize.ratio(nearestTo: ($0.width, $0.height)) } ?? "16:9"
        let ratio = request.ratio == "adaptive" ? adaptive : request.ratio
        let size = VideoSize.size(request.resolution, ratio)
        let maker = CardMaker(ffmpeg: parts.ffmpeg, directory: parts.directory)
        var stills: [String] = []
        defer { stills.forEach(WorkDirectory.remove) }
        let shown = first.map { [$0] } ?? references
        let text = [request.prompt.isEmpty ? "(no prompt)" : request.prompt]
        stills.append(try await maker.write(maker.card(text, showing: shown, size: size), as: "png"))
        if let last = inputs["last_frame"] {
            stills.append(try await maker.write(maker.card(text, showing: [last], size: size), as: "png"))
        }
        let video = try await encode(stills, request)
        let seconds = Double(request.frameCount) / 24
        return Made(
            video: MadeVideo(path: video, duration: .seconds(seconds)),
            size: size,
            lastFrame: request.returnsLastFrame ? try await lastFrame(of: video) : nil,
            ratio: ratio
        )
    }

    private func encode(_ stills: [String], _ request: ARKVideoRequest) async throws -> String {
        let seconds = Double(request.frameCount) / 24
        var inputs: [String] = []
        for still in stills {
            inputs += ["-loop", "1", "-framerate", "24", "-t", "\(seconds + 1)", "-f", "image2", "-i", still]
        }
        var filter = "[0:v]format=yuv420p,setsar=1[v]"
        if stills.count == 2 {
            filter =
                "[0:v]format=yuv420p,setsar=1,fps=24[a];[1:v]format=yuv420p,setsar=1,fps=24[b];"
                + "[a][b]xfade=transition=fade:duration=\(max(0.5, seconds - 0.5)):offset=0.1[v]"
        }
        let path = parts.directory.newPath("video.mp4")
        let sound = request.hasSound ? ["-f", "lavfi", "-i", "sine=frequency=\(220 + abs(request.seed) % 440)"] : []
        let soundEncoding =
            request.hasSound ? ["-map", "\(stills.count):a", "-c:a", "aac", "-b:a", "64k", "-shortest"] : []
        _ = try await parts.ffmpeg.run(
            .ffmpeg,
            inputs + sound + ["-filter_complex", filter, "-map", "[v]"] + soundEncoding + [
                "-frames:v", "\(request.frameCount)", "-r", "24", "-c:v", "libx264", "-preset", "ultrafast", "-crf",
                "28",
                "-t", "\(seconds)", "-movflags", "+faststart", "-map_metadata", "-1", "-f", "mp4", path,
            ],
            timeLimit: .seconds(120)
        )
        return path
    }

    private func lastFrame(of video: String) async throws -> String {
        let path = parts.directory.newPath("last.png")
        _ = try await parts.ffmpeg.run(
            .ffmpeg,
            ["-sseof", "-0.3", "-i", video, "-c:v", "png", "-f", "image2", "-update", "1", path]
        )
        return path
    }
}
