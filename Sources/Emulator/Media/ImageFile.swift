import FoundationEssentials
import PictureSubjects

/// A picture in a file, checked as the service does: JPEG or PNG by content, below its limits.
struct ImageFile: Sendable {
    /// The limits of the service: below 5 MB, and below 4096 pixels on each side.
    private static let limits = (bytes: 5_000_000, side: 4_096)

    /// The longest side of the pictures in which masks are applied.
    static let smallSide = 320

    /// The longest side of the pictures in which subjects are sought: a face needs 24 pixels.
    static let searchSide = 480

    /// Where it is.
    let path: String

    /// The number of columns.
    let width: Int

    /// The number of rows.
    let height: Int

    /// The arguments that make ffmpeg read this file and nothing else.
    ///
    /// The format is forced, so that a file cannot pose as a playlist that makes ffmpeg open other files.
    let inputArguments: [String]

    private let ffmpeg: FFmpeg

    /// Opens a file and reads its size; whether its pixels are whole is known after decoding.
    ///
    /// - Throws: ``UnusableInput`` if it is not a picture or exceeds a limit.
    init(path: String, field: String, _ ffmpeg: FFmpeg) async throws {
        let byteCount = try WorkDirectory.byteCount(ofFileAt: path)
        guard byteCount < Self.limits.bytes else {
            throw UnusableInput("\(field) is \(byteCount) bytes; the limit is under 5 MB")
        }
        let content = FileManager.default.contents(atPath: path) ?? Data()
        let formats: [(start: [UInt8], demuxer: String)] = [
            ([0xFF, 0xD8, 0xFF], "jpeg_pipe"), ([0x89, 0x50, 0x4E, 0x47], "png_pipe"),
        ]
        guard let format = formats.first(where: { content.starts(with: $0.start) }) else {
            throw UnusableInput("\(field) is neither a JPEG nor a PNG")
        }
        inputArguments = ["-protocol_whitelist", "file", "-f", format.demuxer, "-i", path]
        self.path = path
        self.ffmpeg = ffmpeg
        let entries = ["-select_streams", "v:0", "-show_entries", "stream=width,height", "-of", "csv=p=0"]
        let output = try? await ffmpeg.run(.ffprobe, entries + inputArguments)
        try Task.checkCancellation()
        let sides = String(decoding: output ?? [], as: UTF8.self).split(whereSeparator: { !$0.isNumber }).map {
            Int($0)
        }
        guard sides.count == 2, let width = sides[0], let height = sides[1], width > 0, height > 0 else {
            throw UnusableInput("\(field) is damaged")
        }
        guard width < Self.limits.side, height < Self.limits.side else {
            throw UnusableInput("\(field) is \(width)×\(height) pixels; the limit is under 4096 on each side")
        }
        self.width = width
        self.height = height
    }

    /// Returns a size with the picture's proportions: its own, or reduced to fit a square.
    ///
    /// - Parameter longest: The side of the square in pixels.
    /// - Returns: At least one pixel each way.
    func size(within longest: Int) -> (width: Int, height: Int) {
        let side = max(width, height)
        guard side > longest else { return (width, height) }
        return (max(1, width * longest / side), max(1, height * longest / side))
    }

    /// Decodes the whole picture.
    ///
    /// - Parameters:
    ///   - size: The size to scale it to.
    ///   - field: Where it came from, for the refusal.
    /// - Returns: The pixels.
    /// - Throws: ``UnusableInput`` when it is damaged.
    func picture(scaledTo size: (width: Int, height: Int), field: String) async throws -> Picture {
        // A decoder that conceals errors would fill the missing half of a file with gray.
        let reading = ["-err_detect", "explode"] + inputArguments
        let scale = ["-vf", "scale=\(size.width):\(size.height):flags=area"]
        let output = ["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]
        do {
            let rgb = try await ffmpeg.run(.ffmpeg, reading + scale + output)
            guard let picture = Picture(rgb: rgb, width: size.width, height: size.height) else {
                throw UnusableInput("\(field) is damaged")
            }
            return picture
        } catch let error as EmulatorError {
            throw UnusableInput("\(field) is damaged: \(error)")
        }
    }
}
