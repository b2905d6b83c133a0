/// Names the media type of a file from its first bytes; its name plays no part.
///
/// Markup and scripts count as plain text, so that no browser runs what someone has sent to a server. See the signatures of
/// <https://mimesniff.spec.whatwg.org/>.
package enum ContentType {
    /// How many bytes are needed at most.
    package static let examinedBytes = 512

    /// Names a file.
    ///
    /// - Parameter head: The first bytes of the file, ``examinedBytes`` of them if there are as many.
    /// - Returns: A media type; `application/octet-stream` when the bytes are of no known kind.
    package static func name(of head: [UInt8]) -> String {
        for (start, name) in starts where head.starts(with: start) { return name }
        if head.count >= 12, head.starts(with: "RIFF".utf8) {
            switch String(decoding: head[8..<12], as: UTF8.self) {
            case "WAVE": return "audio/wav"
            case "WEBP": return "image/webp"
            case "AVI ": return "video/x-msvideo"
            default: return unknown
            }
        }
        if head.count >= 12, head[4..<8].elementsEqual("ftyp".utf8) { return isoMedia(head[8..<12]) }
        if head.count >= 2, head[0] == 0xFF, head[1] & 0xE0 == 0xE0, head[1] & 0x06 != 0 { return "audio/mpeg" }
        guard let name = TextSignature.name(head) else { return unknown }
        return name == "JSON" ? "application/json" : "text/plain; charset=utf-8"
    }

    private static let unknown = "application/octet-stream"

    private static let starts: [([UInt8], String)] = [
        ([0xFF, 0xD8, 0xFF], "image/jpeg"),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
        (Array("GIF87a".utf8), "image/gif"),
        (Array("GIF89a".utf8), "image/gif"),
        ([0x49, 0x49, 0x2A, 0x00], "image/tiff"),
        ([0x4D, 0x4D, 0x00, 0x2A], "image/tiff"),
        (Array("OggS".utf8), "audio/ogg"),
        (Array("fLaC".utf8), "audio/flac"),
        (Array("ID3".utf8), "audio/mpeg"),
        ([0x1A, 0x45, 0xDF, 0xA3], "video/webm"),
        (Array("%PDF-".utf8), "application/pdf"),
        ([0x50, 0x4B, 0x03, 0x04], "application/zip"),
        ([0x1F, 0x8B], "application/gzip"),
    ]

    private static func isoMedia(_ brand: ArraySlice<UInt8>) -> String {
        switch String(decoding: brand, as: UTF8.self) {
        case "M4A ", "M4B ": "audio/mp4"
        case "avif", "avis": "image/avif"
        case "heic", "heix", "mif1": "image/heic"
        case "qt  ": "video/quicktime"
        default: "video/mp4"
        }
    }
}
