internal import Media
internal import Quantities

/// The commands with which a user fits a file without this program.
package struct FitCommand: Sendable {
    /// JPEG files of ffmpeg's quality 3 have at most this many bytes a pixel, measured with random noise in all colors.
    private static let bytesPerPixel = 1.0

    private let source: FitSource
    private let target: FitTarget
    private let path: String

    /// Prepares commands.
    ///
    /// - Parameters:
    ///   - source: What is known about the file.
    ///   - target: What it has to become.
    ///   - path: The file, as the user named it.
    package init(_ source: FitSource, _ target: FitTarget, path: String) {
        self.source = source
        self.target = target
        self.path = path
    }

    /// The commands that make the file acceptable.
    ///
    /// - Parameter seconds: How long the result may be; `nil` for as long as the file is.
    /// - Returns: Each as words for a shell, in the order in which they run; none for a file that cannot be converted.
    package func commands(shorteningTo seconds: Double? = nil) -> [[String]] {
        guard source.isConvertible(to: target.kind) else { return [] }
        switch target.kind {
        case .image: return pictureCommands
        case .audio: return [soundCommand(seconds)]
        case .video: return [["ffmpeg", "-i", path] + shortening(seconds) + [output(.mp4)]]
        }
    }

    private var pictureCommands: [[String]] {
        let format = source.format == .png && target.formats.contains(.png) ? MediaFormat.png : target.formats[0]
        let filters = Orientation.filters(source.isHEIF ? 1 : source.orientation) + [scaling].compactMap(\.self)
        if source.isHEIF, filters.isEmpty { return [["heif-convert", path, output(format)]] }
        let upright = "\(stem).png"
        var words = ["ffmpeg"]
        if source.orientation > 1, !source.isHEIF { words.append("-noautorotate") }
        words += ["-i", source.isHEIF ? upright : path]
        if !filters.isEmpty { words += ["-vf", filters.joined(separator: ",")] }
        if format == .jpeg, target.maximumBytes != nil || !filters.isEmpty { words += ["-q:v", "3"] }
        words.append(output(format, avoiding: source.isHEIF ? upright : path))
        return (source.isHEIF ? [["heif-convert", path, upright]] : []) + [words]
    }

    /// The filter that makes the picture small enough; `nil` when it is, as far as that is known.
    private var scaling: String? {
        let side = target.maximumBytes.map { Int((Double($0) / Self.bytesPerPixel).squareRoot()) }
        guard let size = source.uprightSize, !source.isHEIF else {
            let width = [target.maximumWidth, side].compactMap(\.self).min()
            let height = [target.maximumHeight, side].compactMap(\.self).min()
            guard let width, let height else { return nil }
            return "scale=w='min(iw,\(width))':h='min(ih,\(height))':force_original_aspect_ratio=decrease"
        }
        var factor = min(
            1,
            target.maximumWidth.map { Double($0) / Double(size.width) } ?? 1,
            target.maximumHeight.map { Double($0) / Double(size.height) } ?? 1
        )
        if let limit = target.maximumBytes, source.sizeBytes > limit {
            let pixels = Double(size.width) * Double(size.height)
            factor = min(factor, (Double(limit) / Self.bytesPerPixel / pixels).squareRoot())
        }
        guard factor < 1 else { return nil }
        return "scale=\(max(1, Int(Double(size.width) * factor))):-1"
    }

    private func soundCommand(_ seconds: Double?) -> [String] {
        let trim = seconds.flatMap { TrimRange(start: 0, end: $0) }
        var known = source
        if known.seconds == nil, target.maximumBytes != nil {
            // Enough for any recording that is not a video of hours.
            known.seconds = 600
        }
        known.sampleRate = known.sampleRate ?? 48_000
        known.channels = known.channels ?? 2
        let encoding = SoundPlan(source: known, target: target, trim: trim).encodings.first
        var words = ["ffmpeg", "-i", path, "-vn"] + shortening(seconds)
        if let rate = encoding?.sampleRate, rate != source.sampleRate { words += ["-ar", String(rate)] }
        if let channels = encoding?.channels { words += ["-ac", String(channels)] }
        if let bitRate = encoding?.bitRate { words += ["-b:a", "\(bitRate / 1000)k"] }
        return words + [output(encoding?.format ?? target.formats[0])]
    }

    private func shortening(_ seconds: Double?) -> [String] {
        seconds.map { ["-t", UnitText.number($0)] } ?? []
    }

    /// The path of the result: beside the file, with the ending of its format.
    private func output(_ format: MediaFormat, avoiding other: String? = nil) -> String {
        let path = "\(stem).\(format.fileExtension)"
        return path == self.path || path == other ? "\(stem)-fitted.\(format.fileExtension)" : path
    }

    /// The path without its ending.
    private var stem: Substring {
        let dot = path.lastIndex(of: ".").flatMap { path[$0...].contains("/") ? nil : $0 }
        return path[..<(dot ?? path.endIndex)]
    }
}
