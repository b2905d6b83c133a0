internal import InferenceKit
package import Media

extension FitSource {
    /// Whether the programs can turn the file into one of a kind: a picture into a picture, and a video also into its sound.
    ///
    /// A picture that refers to other files, SVG, is never converted.
    ///
    /// - Parameter kind: What it has to become.
    /// - Returns: Whether it makes sense to try.
    package func isConvertible(to kind: MediaKind) -> Bool {
        if let format { return format.kind == kind || format.kind == .video && kind == .audio }
        let excluded = ["an SVG image", "a Canon raw image", "a MIDI file"]
        guard !excluded.contains(name) else { return false }
        let videos = ["video", "movie", "stream", "Windows Media file"]
        let words: [String] =
            switch kind {
            case .image: ["image", "Windows icon"]
            case .audio: ["audio", "Audio", "WAVE file"] + videos
            case .video: videos
            }
        return words.contains { name.contains($0) }
    }

    /// Takes up what ffprobe says about a file.
    ///
    /// - Parameters:
    ///   - report: Its report as JSON, with streams and format.
    ///   - kind: What the file has to become.
    mutating func take(_ report: JSONValue, for kind: MediaKind) {
        let streams = report["streams"]?.array ?? []
        let isCover = { (stream: JSONValue) in stream["disposition"]?["attached_pic"]?.integer == 1 }
        let video = streams.first { $0["codec_type"]?.string == "video" && !isCover($0) }
        let audio = streams.first { $0["codec_type"]?.string == "audio" }
        hasSound = audio != nil
        hasVideo = kind != .image && video != nil
        if !isMeasured { seconds = report["format"]?["duration"]?.string.flatMap(Double.init) }
        if let video, kind != .audio {
            width = video["width"]?.integer ?? width
            height = video["height"]?.integer ?? height
            take(pixels: video["pix_fmt"]?.string ?? "")
            let angles = video["side_data_list"]?.array?.compactMap { $0["rotation"]?.integer } ?? []
            // ffmpeg turns videos on its own.
            if kind == .video, angles.contains(where: { $0 % 180 != 0 }) { swap(&width, &height) }
            if kind == .image { pictureCount = max(1, video["nb_frames"]?.integer ?? 1) }
        }
        if let audio {
            sampleRate = audio["sample_rate"]?.integer
            channels = audio["channels"]?.integer
            let bits = audio["bits_per_raw_sample"]?.integer ?? 0
            self.bits = bits > 0 ? bits : audio["bits_per_sample"]?.integer
        }
    }

    /// Takes up ffmpeg's name for the form of pixels, such as `rgba64be`.
    private mutating func take(pixels name: String) {
        hasAlpha = ["rgba", "bgra", "argb", "abgr", "ya8", "ya16", "yuva", "gbrap"].contains { name.hasPrefix($0) }
        if name == "pal8" { hasAlpha = true }
        for depth in [10, 12, 14, 16] where name.hasSuffix("\(depth)le") || name.hasSuffix("\(depth)be") {
            bits = depth
        }
        if name.contains("48") || name.contains("64") { bits = 16 }
    }
}
