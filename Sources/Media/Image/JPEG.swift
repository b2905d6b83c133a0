/// The frame header of a JPEG image, found by walking the marker segments.
///
/// Segments are skipped by their length, so that a thumbnail inside an APP1 segment is never taken for the picture.
/// See <https://www.w3.org/Graphics/JPEG/itu-t81.pdf>, annex B.
enum JPEG {
    /// A 60-megabyte metadata block is about a thousand segments; a file with more is made to keep us busy.
    static let maximumSegments = 2000

    /// How many fill and stray bytes may stand between segments in all; decoders skip them too.
    static let maximumStrayBytes: Int64 = 65_536

    static func probe(_ reader: inout ByteReader) throws(MediaError) -> MediaInfo {
        var offset: Int64 = 2
        var strayBytes: Int64 = 0
        for _ in 0..<maximumSegments {
            let marker = try nextMarker(&reader, at: &offset, strayBytes: &strayBytes)
            switch marker {
            case 0x01, 0xD0...0xD7:  // TEM, RSTn: no length follows
                continue
            case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
                return try frameHeader(&reader, at: offset)
            case 0xD8:
                throw MediaError(
                    .malformed,
                    "a second JPEG image starts at byte \(offset - 2), before the first one's size"
                )
            case 0xD9, 0xDA:
                let thing = marker == 0xD9 ? "ends" : "has image data"
                throw MediaError(
                    .malformed,
                    "its JPEG image \(thing) at byte \(offset - 2), before a frame header told the size"
                )
            case 0xF7:
                throw MediaError(.unrecognized, "a JPEG-LS image")
            default:
                try reader.need(2, at: offset, for: "the length of a JPEG segment")
                let length = try reader.u16(at: offset)
                guard length >= 2 else {
                    throw MediaError(
                        .malformed,
                        "the JPEG segment at byte \(offset) has the impossible length \(length)"
                    )
                }
                try reader.need(Int64(length), at: offset, for: "a JPEG segment, before the frame header told the size")
                offset += Int64(length)
            }
        }
        throw MediaError(.malformed, "its JPEG image has more than \(maximumSegments) segments before its frame header")
    }

    /// Reads up to the next marker and leaves `offset` behind it.
    private static func nextMarker(
        _ reader: inout ByteReader,
        at offset: inout Int64,
        strayBytes: inout Int64
    ) throws(MediaError) -> UInt8 {
        var afterFill = false
        while strayBytes <= maximumStrayBytes {
            try reader.need(1, at: offset, for: "a JPEG image, before its frame header told the size")
            let byte = try reader.u8(at: offset)
            offset += 1
            if byte == 0xFF {
                strayBytes += afterFill ? 1 : 0
                afterFill = true
            } else if afterFill, byte != 0 {
                return byte
            } else {
                strayBytes += 1
                afterFill = false
            }
        }
        throw MediaError(.malformed, "no JPEG marker where one must be, up to byte \(offset)")
    }

    /// Reads the size out of a frame header, B.2.2; `offset` is that of its length field.
    private static func frameHeader(_ reader: inout ByteReader, at offset: Int64) throws(MediaError) -> MediaInfo {
        let part = "the frame header of a JPEG image"
        try reader.need(8, at: offset, for: part)
        let length = try reader.u16(at: offset)
        let height = try reader.u16(at: offset + 3)
        let width = try reader.u16(at: offset + 5)
        let components = try reader.u8(at: offset + 7)
        guard components > 0, Int(length) == 8 + 3 * Int(components) else {
            throw MediaError(.malformed, "the JPEG frame header at byte \(offset) does not add up")
        }
        try reader.need(Int64(length), at: offset, for: part)
        guard width > 0 else {
            throw MediaError(.malformed, "its JPEG frame header says that the image is 0 pixels wide")
        }
        guard height > 0 else {
            throw MediaError(
                .malformed,
                "its JPEG frame header leaves the height to a DNL marker after the image data; save the image again"
            )
        }
        return MediaInfo(format: .jpeg, width: Int(width), height: Int(height))
    }
}
