/// What a picture of a format that is not measured says about itself: TIFF and WebP.
package struct PictureTags: Sendable, Hashable {
    /// How EXIF data says that the picture is to be turned, 1 to 8; `nil` if it does not say.
    package private(set) var orientation: Int?
    /// Whether the file is what a camera's sensor saw, of which the first picture is only a small preview.
    package private(set) var isCameraRaw = false

    private static let orientationTag: UInt64 = 0x0112
    private static let versionOfDNGTag: UInt64 = 0xC612
    private static let maximumEntries: UInt64 = 512
    private static let maximumChunks = 64

    /// Reads the tags of a file.
    ///
    /// - Parameter path: The file; one of another format has no tags.
    /// - Throws: ``MediaError`` for a file that cannot be read or ends too early.
    package init(path: String) throws(MediaError) {
        var reader = ByteReader(try FileByteSource(path: path))
        let head = try reader.available(at: 0, count: 12)
        if head.starts(with: [0x49, 0x49, 0x2A, 0]) {
            try readTIFF(&reader, isLittle: true)
        } else if head.starts(with: [0x4D, 0x4D, 0, 0x2A]) {
            try readTIFF(&reader, isLittle: false)
        } else if head.starts(with: "RIFF".utf8), head.dropFirst(8).elementsEqual("WEBP".utf8) {
            try readWebP(&reader)
        }
    }

    /// The first directory of a TIFF file, which can be anywhere in it.
    ///
    /// See <https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf>, section 2.
    private mutating func readTIFF(_ reader: inout ByteReader, isLittle: Bool) throws(MediaError) {
        func number(at offset: Int64, _ count: Int) throws(MediaError) -> UInt64 {
            let bytes = try reader.bytes(at: offset, count: count)
            return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | UInt64($1) }
        }
        let directory = Int64(try number(at: 4, 4))
        for entry in 0..<min(try number(at: directory, 2), Self.maximumEntries) {
            let offset = directory + 2 + 12 * Int64(entry)
            switch try number(at: offset, 2) {
            case Self.orientationTag:
                let value = Int(try number(at: offset + 8, 2))
                if (1...8).contains(value) { orientation = value }
            case Self.versionOfDNGTag: isCameraRaw = true
            default: break
            }
        }
    }

    /// The chunk `EXIF` of a WebP file, RFC 9649, section 2.7.1.5.
    private mutating func readWebP(_ reader: inout ByteReader) throws(MediaError) {
        var offset: Int64 = 12
        for _ in 0..<Self.maximumChunks where offset + 8 <= reader.byteCount {
            let length = Int64(try reader.littleU32(at: offset + 4))
            if try reader.name(at: offset) == "EXIF" {
                let count = Int(min(length, Int64(EXIF.examinedBytes)))
                var data = try reader.available(at: offset + 8, count: count)[...]
                if data.starts(with: EXIF.name) { data = data.dropFirst(EXIF.name.count) }
                orientation = EXIF.orientation(data)
                return
            }
            offset += 8 + length + length % 2
        }
    }
}
