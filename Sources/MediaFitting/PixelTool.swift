internal import FoundationEssentials
internal import Glibc

/// Decodes pictures to pixels and encodes them again, with ffmpeg.
package struct PixelTool: Sendable {
    private let tools: FitTools
    private let scratch: String

    /// Prepares to work.
    ///
    /// - Parameters:
    ///   - pictures: The absolute paths of the pictures that are decoded.
    ///   - environment: `PATH` says where ffmpeg is.
    ///   - scratch: A directory for temporary files.
    ///   - confiner: The program that confines ffmpeg, `runner-worker`.
    /// - Throws: ``FitError`` with `programMissing`.
    package init(
        pictures: [String],
        environment: [String: String],
        scratch: String,
        confiner: String
    ) throws(FitError) {
        tools = try FitTools(environment: environment, scratch: scratch, confiner: confiner, readable: pictures)
        self.scratch = scratch
    }

    /// Decodes a picture as it is stored, at another size.
    ///
    /// - Parameters:
    ///   - path: The picture.
    ///   - width: The width to scale to, in pixels.
    ///   - height: The height to scale to, in pixels.
    ///   - isGray: Whether a pixel is one byte; otherwise it is red, green and blue.
    /// - Returns: The bytes, row by row.
    /// - Throws: ``FitError`` with `failed`, or `CancellationError`.
    package func pixels(of path: String, width: Int, height: Int, isGray: Bool) async throws -> [UInt8] {
        let output = "\(scratch)/pixels.raw"
        defer { unlink(output) }
        let input = "\(scratch)/picture"
        unlink(input)
        guard symlink(path, input) == 0 else {
            throw FitError(.failed, "'\(scratch)' cannot be written", help: "free some space, or set TMPDIR")
        }
        _ = try await tools.convert(
            ["-max_pixels", "400000000", "-noautorotate", "-i", "file:\(input)"],
            [
                "-map", "0:v:0", "-frames:v", "1", "-vf", "scale=\(width):\(height)", "-pix_fmt",
                isGray ? "gray" : "rgb24", "-f", "rawvideo",
            ],
            to: output
        )
        return [UInt8](FileManager.default.contents(atPath: output) ?? Data())
    }

    /// Writes a PNG file.
    ///
    /// - Parameters:
    ///   - pixels: Red, green and blue of each pixel, row by row.
    ///   - width: The width in pixels.
    ///   - height: The height in pixels.
    ///   - path: Where the file goes.
    /// - Throws: ``FitError`` with `failed`, or `CancellationError`.
    package func writePNG(_ pixels: [UInt8], width: Int, height: Int, to path: String) async throws {
        let (input, output) = ("\(scratch)/drawn.raw", "\(scratch)/drawn.png")
        defer {
            unlink(input)
            unlink(output)
        }
        guard FileManager.default.createFile(atPath: input, contents: Data(pixels)) else {
            throw FitError(.failed, "'\(scratch)' cannot be written", help: "free some space, or set TMPDIR")
        }
        _ = try await tools.convert(
            ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "\(width)x\(height)", "-i", "file:\(input)"],
            ["-frames:v", "1", "-c:v", "png", "-f", "image2", "-update", "1"],
            to: output
        )
        guard let drawn = FileManager.default.contents(atPath: output),
            FileManager.default.createFile(atPath: path, contents: drawn)
        else { throw FitError(.failed, "'\(path)' cannot be written", help: "choose another place") }
    }
}
