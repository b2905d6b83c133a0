internal import FoundationEssentials
internal import Glibc
internal import InferenceKit
internal import Media

/// Makes a file that meets the limits of an input out of one that does not.
///
/// Nothing is cropped, enlarged or shortened, except that a recording is trimmed when that is asked for; whatever is changed
/// is reported. The result is measured again, and a result that lost a part is an error.
package struct MediaFitter: Sendable {
    let tools: FitTools
    let scratch: String
    private let path: String

    /// Prepares to fit a file.
    ///
    /// - Parameters:
    ///   - path: The absolute path of the file, which is not changed.
    ///   - environment: `PATH` says where ffmpeg, ffprobe and heif-convert are.
    ///   - scratch: An empty directory for everything that is written.
    ///   - confiner: The program that confines these programs, `runner-worker`.
    /// - Throws: ``FitError`` with `programMissing`.
    package init(
        _ path: String,
        environment: [String: String],
        scratch: String,
        confiner: String
    ) throws(FitError) {
        tools = try FitTools(environment: environment, scratch: scratch, confiner: confiner, readable: [path])
        self.scratch = scratch
        self.path = path
    }

    /// Fits the file.
    ///
    /// - Parameters:
    ///   - target: What it has to become.
    ///   - trim: The part to keep, for sound and video.
    /// - Returns: The new file, in the scratch directory.
    /// - Throws: ``FitError``, or `CancellationError`.
    package func fit(to target: FitTarget, trim: TrimRange? = nil) async throws -> FittedFile {
        var source = try Self.inspect(path, for: target.kind)
        // ffmpeg takes a name with '%' for a pattern, and the end of a name for a format.
        let input = "\(scratch)/source"
        unlink(input)
        guard symlink(path, input) == 0 else {
            throw FitError(.failed, "'\(scratch)' cannot be written", help: "free some space, or set TMPDIR")
        }
        var readable = input
        if source.isHEIF { readable = try await decode(input, &source) }
        let report = try await tools.describe(readable)
        source.take(try JSONValue(parsing: report), for: target.kind)
        if source.isCMYK { source.hasAlpha = false }
        switch target.kind {
        case .image:
            guard trim == nil else { throw FitError.noLength }
            return try await fitPicture(readable, source, target)
        case .audio: return try await fitSound(readable, source, target, trim)
        case .video: return try await fitVideo(readable, source, target, trim)
        }
    }

    /// What a file is by its own bytes.
    private static func inspect(_ path: String, for kind: MediaKind) throws(FitError) -> FitSource {
        var source: FitSource
        do {
            let info = try MediaProbe.probe(path: path)
            source = FitSource(name: info.format.fileWithArticle, format: info.format)
            (source.width, source.height) = (info.width, info.height)
            source.orientation = info.orientation ?? 1
            source.isCMYK = info.isCMYK
            source.seconds = info.duration.map { $0 / .seconds(1) }
            source.isMeasured = source.seconds != nil
        } catch {
            guard error.code == .unrecognized else {
                throw FitError(.notConvertible, error.description, help: "copy or download it again")
            }
            source = FitSource(name: error.what, format: nil)
            if let tags = try? PictureTags(path: path) {
                source.orientation = tags.orientation ?? 1
                guard !tags.isCameraRaw else {
                    throw FitError(.notConvertible, "it is a raw picture of a camera", help: "export it as JPEG")
                }
            }
        }
        guard source.isConvertible(to: kind) else {
            throw FitError(
                .notConvertible,
                "\(source.name) cannot become \(kind.nameWithArticle)",
                help: "use another file"
            )
        }
        var status = stat()
        if stat(path, &status) == 0 { source.sizeBytes = Int64(status.st_size) }
        return source
    }

    /// Decodes a HEIC or AVIF picture, which is upright then.
    private func decode(_ path: String, _ source: inout FitSource) async throws -> String {
        let output = "\(scratch)/decoded.png"
        try await tools.decodeHEIF(path, to: output)
        source.orientation = 1
        let outputs: [String] = [output, "\(scratch)/decoded-1.png"]
        let first = outputs.first { access($0, R_OK) == 0 }
        guard let first else { throw FitError(.failed, "it contains no picture", help: "save it as JPEG elsewhere") }
        return first
    }
}

extension FitError {
    /// A picture cannot be trimmed.
    static let noLength = FitError(.notConvertible, "an image has no duration to trim", help: "omit --trim for it")
}
