import Foundation
import MediaFitting
import TestSupport

/// A directory with files to fit, and the programs that make them.
struct FittingScene {
    let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
        try FileManager.default.createDirectory(atPath: "\(directory.path)/scratch", withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { "\(directory.path)/\(name)" }

    /// Runs a program of the machine in the directory.
    func make(_ program: String, _ arguments: [String]) async throws {
        let place = ["/usr/bin/\(program)", "/usr/bin/\(program)-im6.q16"].first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        guard let place else { throw Failure(text: "\(program) is not installed; 'make setup-test' installs it") }
        let result = try await run(place, arguments, in: directory.path)
        guard result.status == 0 else { throw Failure(text: "\(program) \(arguments): \(result.summary)") }
    }

    func ffmpeg(_ arguments: String...) async throws {
        try await make("ffmpeg", ["-v", "error", "-y"] + arguments)
    }

    func read(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path(name)))) }

    func fit(
        _ name: String,
        to target: FitTarget,
        trim: TrimRange? = nil,
        environment: [String: String] = baseEnvironment
    ) async throws -> FittedFile {
        try await MediaFitter(
            path(name),
            environment: environment,
            scratch: path("scratch"),
            confiner: "\(Project.products)/runner-worker"
        ).fit(to: target, trim: trim)
    }

    struct Failure: Error, CustomStringConvertible {
        let text: String
        var description: String { text }
    }
}

// MARK: - Pictures

extension FittingScene {
    /// Draws a picture whose quarters are red, lime, blue and white, as it looks upright.
    func drawQuarters(_ name: String, width: Int = 640, height: Int = 480, filter: String = "null") async throws {
        let part = { (color: String) in
            ["-f", "lavfi", "-i", "color=\(color):s=\(width / 2)x\(height / 2),format=rgb24"]
        }
        try await make(
            "ffmpeg",
            ["-v", "error", "-y"] + ["red", "lime", "blue", "white"].flatMap(part) + [
                "-filter_complex", "[0][1]hstack[a];[2][3]hstack[b];[a][b]vstack,\(filter)", "-frames:v", "1", name,
            ]
        )
    }

    /// The mean colors of the quarters of a picture as letters: `RGBW` for one that is upright.
    func quarters(_ path: String) async throws -> String {
        try await ffmpeg(
            "-noautorotate",
            "-i",
            path,
            "-vf",
            "format=rgb24,scale=2:2:flags=area",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgb24",
            "quarters.raw"
        )
        let bytes = try read("quarters.raw").map(Int.init)
        return stride(from: 0, to: bytes.count, by: 3).map { index in
            let (red, green, blue) = (bytes[index], bytes[index + 1], bytes[index + 2])
            return switch (red > 150, green > 150, blue > 150) {
            case (true, false, false): "R"
            case (false, true, false): "G"
            case (false, false, true): "B"
            case (true, true, true): "W"
            default: "?"
            }
        }.joined()
    }
}

// MARK: - EXIF data

extension FittingScene {
    /// A TIFF header and a directory with the orientation only.
    private static func exif(_ orientation: Int) -> [UInt8] {
        [0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0, 0, 0, 0, 0]
    }

    /// Writes a copy of a JPEG file that says how it is to be turned.
    func turnJPEG(_ name: String, _ orientation: Int, to copy: String) throws {
        let bytes = try read(name)
        let data = Array("Exif\0\0".utf8) + Self.exif(orientation)
        let segment = [0xFF, 0xE1, 0, UInt8(data.count + 2)] + data
        try directory.write(copy, Array(bytes[..<2]) + segment + bytes[2...])
    }

    /// Writes a copy of a PNG file that says how it is to be turned.
    func turnPNG(_ name: String, _ orientation: Int, to copy: String) throws {
        let bytes = try read(name)
        let data = Array("eXIf".utf8) + Self.exif(orientation)
        let chunk = Self.big(UInt32(data.count - 4)) + data + Self.big(Self.crc(data))
        // After the signature and IHDR.
        try directory.write(copy, Array(bytes[..<33]) + chunk + bytes[33...])
    }

    /// Writes a copy of a plain WebP file that says how it is to be turned.
    func turnWebP(_ name: String, _ orientation: Int, width: Int, height: Int, to copy: String) throws {
        let picture = Array(try read(name)[12...])
        let exif = Self.exif(orientation)
        let size = { (value: Int) in [UInt8(value & 255), UInt8(value >> 8 & 255), UInt8(value >> 16 & 255)] }
        let head = Array("VP8X".utf8) + Self.little(10) + [0x08, 0, 0, 0] + size(width - 1) + size(height - 1)
        let tail = Array("EXIF".utf8) + Self.little(UInt32(exif.count)) + exif
        let body = Array("WEBP".utf8) + head + picture + tail
        try directory.write(copy, Array("RIFF".utf8) + Self.little(UInt32(body.count)) + body)
    }

    private static func big(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }

    private static func little(_ value: UInt32) -> [UInt8] { big(value).reversed() }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { value, byte in
            (0..<8).reduce(value ^ UInt32(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
        }
    }
}

extension FittingScene {
    /// The length of a file in bytes.
    func size(of path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }
}
