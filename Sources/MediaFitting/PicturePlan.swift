internal import Media

/// How a picture becomes one that an input accepts; pure, so that it can be tested without ffmpeg.
struct PicturePlan: Sendable {
    let source: FitSource
    let target: FitTarget
    /// The size of the upright picture, in pixels.
    private let width: Int
    private let height: Int

    /// - Parameters:
    ///   - source: The picture; its size must be known.
    ///   - target: What it has to become.
    init?(_ source: FitSource, _ target: FitTarget) {
        guard let size = source.uprightSize, size.width > 0, size.height > 0 else { return nil }
        self.source = source
        self.target = target
        (width, height) = size
    }

    /// The formats to try, the best one first: a format that keeps what the picture has, then one that makes it smaller.
    var formats: [MediaFormat] {
        let accepted = [MediaFormat.png, .jpeg].filter(target.formats.contains)
        // A PNG file of a photo is never smaller than a JPEG file.
        guard source.format == .png || source.hasAlpha else { return accepted.suffix(1) }
        return accepted
    }

    /// The greatest encoding that keeps within the limits on width and height.
    func first(as format: MediaFormat) -> PictureEncoding {
        let factor = min(
            1,
            target.maximumWidth.map { Double($0) / Double(width) } ?? 1,
            target.maximumHeight.map { Double($0) / Double(height) } ?? 1
        )
        return PictureEncoding(format: format, width: pixels(width, factor), height: pixels(height, factor))
    }

    /// The encoding to try after one whose file was too large; `nil` when that was the smallest.
    ///
    /// - Parameters:
    ///   - encoding: The one that was too large.
    ///   - bytes: How large it was.
    /// - Returns: A JPEG of lower quality first, then fewer pixels.
    func next(after encoding: PictureEncoding, bytes: Int64) -> PictureEncoding? {
        guard let limit = target.maximumBytes, limit > 0, encoding.width > 16, encoding.height > 16 else { return nil }
        var next = encoding
        if encoding.format == .jpeg, encoding.quantizer < 4 {
            next.quantizer = 4
            return next
        }
        let factor = min(0.9, (Double(limit) / Double(bytes)).squareRoot() * 0.95)
        next.width = pixels(encoding.width, factor)
        next.height = max(1, Int((Double(next.width) * Double(height) / Double(width)).rounded()))
        return next
    }

    /// The arguments of ffmpeg between the input and the output.
    func arguments(_ encoding: PictureEncoding) -> [String] {
        var filters = Orientation.filters(source.orientation)
        var scale = "scale=\(encoding.width):\(encoding.height):flags=lanczos+accurate_rnd+full_chroma_int"
        var output: [String]
        switch encoding.format {
        case .jpeg:
            if source.hasAlpha, !source.isCMYK { filters.append(Self.whiteBackground) }
            // JFIF: the full range of values, and the matrix of BT.601.
            scale += ":out_range=full:out_color_matrix=bt601"
            output = ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-q:v", String(encoding.quantizer)]
        default:
            output = ["-c:v", "png"]
            if source.isCMYK { output += ["-pix_fmt", "rgb24"] }
        }
        filters.append(scale)
        return ["-map", "0:v:0", "-frames:v", "1", "-vf", filters.joined(separator: ",")] + output
            + ["-map_metadata", "-1", "-f", "image2", "-update", "1"]
    }

    /// What an encoding changes.
    func changes(_ encoding: PictureEncoding, bytes: Int64) -> [FitChange] {
        var changes: [FitChange] = []
        if source.format != encoding.format {
            changes.append(.converted(from: source.name, to: encoding.format))
        }
        if source.orientation > 1 { changes.append(.turned(orientation: source.orientation)) }
        if (width, height) != (encoding.width, encoding.height) {
            changes.append(
                .scaled(fromWidth: width, fromHeight: height, toWidth: encoding.width, toHeight: encoding.height)
            )
        }
        if source.isCMYK { changes.append(.madeRGB) }
        if source.hasAlpha, !source.isCMYK, encoding.format == .jpeg { changes.append(.flattened) }
        if let bits = source.bits, bits > 8, encoding.format == .jpeg {
            changes.append(.reducedBits(from: bits, to: 8))
        }
        if source.pictureCount > 1 { changes.append(.firstPicture(of: source.pictureCount)) }
        changes.append(.resized(from: source.sizeBytes, to: bytes))
        return changes
    }

    /// Puts a picture on a white one of the same size.
    static let whiteBackground =
        "format=rgba,split[picture][copy];[copy]lutrgb=r=255:g=255:b=255:a=255[white];"
        + "[white][picture]overlay=format=rgb,format=rgb24"

    private func pixels(_ count: Int, _ factor: Double) -> Int {
        max(1, Int((Double(count) * factor + 1e-9).rounded(.down)))
    }
}
