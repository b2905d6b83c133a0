import FoundationEssentials

/// A picture that a client sent or named, checked as the API does.
struct ARKInput: Sendable, Hashable {
    private static let limits = (bytes: 30_000_000, sides: 300...6_000, ratio: 0.4...2.5)

    /// Where it is.
    let path: String
    /// The number of columns.
    let width: Int
    /// The number of rows.
    let height: Int
    /// The arguments that make ffmpeg read this file and nothing else.
    let inputArguments: [String]

    /// Fetches or decodes a picture.
    ///
    /// - Parameters:
    ///   - url: A link, or a `data:` link.
    ///   - field: The field that named it, for the refusal.
    ///   - parts: The programs and the network.
    /// - Throws: ``UnusableInput`` when it cannot be fetched, is no picture, or exceeds a limit; ``EmulatorError``.
    init(_ url: String, field: String, _ parts: ServiceParts) async throws {
        if url.hasPrefix("data:image/"), let comma = url.firstIndex(of: ",") {
            guard let data = Data(base64Encoded: String(url[url.index(after: comma)...])) else {
                throw UnusableInput("\(field) is not base64")
            }
            path = parts.directory.newPath("input")
            try WorkDirectory.write([UInt8](data), to: path)
        } else {
            path = try await parts.fetcher.fetch(url, field: field)
        }
        let byteCount = try WorkDirectory.byteCount(ofFileAt: path)
        guard byteCount < Self.limits.bytes else { throw UnusableInput("\(field) is not below 30 MB") }
        let start = [UInt8]((FileManager.default.contents(atPath: path) ?? Data()).prefix(12))
        guard let demuxer = Self.demuxer(start) else {
            throw UnusableInput("\(field) is not an image in a known format")
        }
        inputArguments = ["-protocol_whitelist", "file", "-f", demuxer, "-i", path]
        let entries = ["-select_streams", "v:0", "-show_entries", "stream=width,height", "-of", "csv=p=0"]
        let output = try? await parts.ffmpeg.run(.ffprobe, entries + inputArguments)
        try Task.checkCancellation()
        let sides = String(decoding: output ?? [], as: UTF8.self).split { !$0.isNumber }.compactMap { Int($0) }
        guard sides.count >= 2 else { throw UnusableInput("\(field) is damaged") }
        (width, height) = (sides[0], sides[1])
        guard Self.limits.sides.contains(width), Self.limits.sides.contains(height) else {
            throw UnusableInput("\(field) is \(width)x\(height) pixels; each side must have 300 to 6000")
        }
        guard Self.limits.ratio.contains(Double(width) / Double(height)) else {
            throw UnusableInput("\(field) is \(width)x\(height) pixels; the ratio must be from 0.4 to 2.5")
        }
    }

    private static func demuxer(_ start: [UInt8]) -> String? {
        let formats: [(start: [UInt8], demuxer: String)] = [
            ([0xFF, 0xD8, 0xFF], "jpeg_pipe"), ([0x89, 0x50, 0x4E, 0x47], "png_pipe"), (Array("BM".utf8), "bmp_pipe"),
            (Array("II*".utf8), "tiff_pipe"), (Array("MM".utf8), "tiff_pipe"), (Array("GIF8".utf8), "gif_pipe"),
            (Array("RIFF".utf8), "webp_pipe"),
        ]
        return formats.first { start.starts(with: $0.start) }?.demuxer
    }
}
