/// A PNG image: its size from the image header (IHDR), and whether it is whole, by its chunks up to the last (IEND).
///
/// See <https://www.w3.org/TR/png-3/#11Chunks>.
enum PNG {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// The largest file whose checksums are compared.
    static let checkedBytes: Int64 = 64 << 20

    /// A file with more chunks is hostile; images of 60 MB have a few thousand.
    static let maximumChunks = 100_000

    /// Measures an image.
    ///
    /// - Throws: `truncated` if it ends before its last chunk, `malformed` for a header that does not add up.
    static func probe(_ reader: inout ByteReader) throws(MediaError) -> MediaInfo {
        try reader.need(8, at: 0, for: "the signature of a PNG image")
        guard try reader.matches(signature, at: 0) else {
            throw MediaError(
                .malformed,
                "its PNG signature is damaged, probably by a transfer in text mode; copy it again"
            )
        }
        try reader.need(25, at: 8, for: "the header of a PNG image")
        let length = try reader.u32(at: 8)
        let type = try reader.name(at: 12)
        guard type != "CgBI" else {
            throw MediaError(.unrecognized, "a PNG image in Apple's private CgBI form")
        }
        guard type == "IHDR", length == 13 else {
            throw MediaError(.malformed, "its PNG image does not start with an IHDR chunk of 13 bytes")
        }
        var crc = CRC32()
        crc.update(try reader.bytes(at: 12, count: 17))
        guard crc.value == (try reader.u32(at: 29)) else {
            throw MediaError(.malformed, "the checksum of its PNG header is wrong")
        }
        var info = try image(&reader)
        try checkChunks(&reader, &info)
        return info
    }

    /// Visits the chunks after the header up to the last; without one that is needed, no program shows the image.
    private static func checkChunks(_ reader: inout ByteReader, _ info: inout MediaInfo) throws(MediaError) {
        var offset: Int64 = 33
        var hasImageData = false
        for _ in 0..<maximumChunks {
            try reader.need(12, at: offset, for: "a PNG image, before its end")
            let length = Int64(try reader.u32(at: offset))
            let type = try reader.name(at: offset + 4)
            try reader.need(12 + length, at: offset, for: "the '\(type)' chunk of a PNG image")
            if isCritical(type), reader.byteCount <= checkedBytes {
                try check(&reader, type, at: offset + 4, count: 4 + length)
            }
            switch type {
            case "IDAT":
                hasImageData = hasImageData || length > 0
            case "eXIf":
                let data = try reader.available(at: offset + 8, count: min(Int(length), EXIF.examinedBytes))
                info.orientation = EXIF.orientation(data[...])
            case "IEND":
                guard hasImageData else {
                    throw MediaError(.malformed, "its PNG image ends at byte \(offset) without image data")
                }
                return
            default:
                break
            }
            offset += 12 + length
        }
        throw MediaError(.malformed, "its PNG image has more than \(maximumChunks) chunks")
    }

    private static func image(_ reader: inout ByteReader) throws(MediaError) -> MediaInfo {
        let width = try reader.u32(at: 16)
        let height = try reader.u32(at: 20)
        guard (1...0x7FFF_FFFF).contains(width), (1...0x7FFF_FFFF).contains(height) else {
            throw MediaError(.malformed, "its PNG header says \(width)x\(height) pixels")
        }
        let bitDepth = try reader.u8(at: 24)
        let colorType = try reader.u8(at: 25)
        let bitDepths: Set<UInt8> =
            switch colorType {
            case 0: [1, 2, 4, 8, 16]
            case 3: [1, 2, 4, 8]
            case 2, 4, 6: [8, 16]
            default: []
            }
        guard bitDepths.contains(bitDepth) else {
            throw MediaError(
                .malformed,
                "its PNG header has the invalid color type \(colorType) with \(bitDepth) bits"
            )
        }
        guard try reader.u8(at: 26) == 0, try reader.u8(at: 27) == 0, try reader.u8(at: 28) <= 1 else {
            throw MediaError(.malformed, "its PNG header names an unknown compression, filter or interlace method")
        }
        return MediaInfo(format: .png, width: Int(width), height: Int(height))
    }

    /// Whether an image cannot be shown without chunks of a type.
    private static func isCritical(_ type: String) -> Bool { ["IHDR", "PLTE", "IDAT", "IEND"].contains(type) }

    /// Compares the checksum of a chunk's type and data with the number that follows them.
    private static func check(
        _ reader: inout ByteReader,
        _ type: String,
        at start: Int64,
        count: Int64
    ) throws(MediaError) {
        var crc = CRC32()
        var offset = start
        while offset < start + count {
            let piece = try reader.bytes(
                at: offset,
                count: Int(min(Int64(ByteReader.walkBlockBytes), start + count - offset))
            )
            crc.update(piece)
            offset += Int64(piece.count)
        }
        guard crc.value == (try reader.u32(at: offset)) else {
            throw MediaError(
                .malformed,
                "the checksum of the '\(type)' chunk of its PNG image at byte \(start - 4) is wrong"
            )
        }
    }
}
