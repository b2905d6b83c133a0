/// A JPEG image: its size from the frame header, and whether it is whole, by walking all markers up to the last.
///
/// Segments are skipped by their length, so that a thumbnail inside an APP1 segment is never taken for the picture.
/// See <https://www.w3.org/Graphics/JPEG/itu-t81.pdf>, annex B.
struct JPEG {
    /// A 60-megabyte metadata block is about a thousand segments; a file with more is hostile.
    static let maximumSegments = 4000

    /// How many fill and stray bytes can be between segments in all; decoders skip them too.
    static let maximumStrayBytes: Int64 = 65_536

    private var reader: ByteReader
    private var offset: Int64 = 2
    private var strayBytes: Int64 = 0
    private var info: MediaInfo?
    private var orientation: Int?
    private var hasImageData = false

    /// Measures an image.
    ///
    /// - Throws: `truncated` if it ends before its last marker, `malformed` for headers that do not add up.
    static func probe(_ reader: inout ByteReader) throws(MediaError) -> MediaInfo {
        var image = JPEG(reader: ByteReader(reader.source, blockBytes: ByteReader.walkBlockBytes))
        return try image.measure()
    }

    private init(reader: ByteReader) {
        self.reader = reader
    }

    private mutating func measure() throws(MediaError) -> MediaInfo {
        for _ in 0..<Self.maximumSegments {
            let marker = try nextMarker()
            switch marker {
            case 0x01, 0xD0...0xD7:  // TEM, RSTn: no length follows
                continue
            case 0xD8 where info == nil:
                throw MediaError(
                    .malformed,
                    "a second JPEG image starts at byte \(offset - 2), before the first one's size"
                )
            case 0xD8:
                continue
            case 0xD9, 0xDA:
                guard var info else {
                    let thing = marker == 0xD9 ? "ends" : "has image data"
                    throw MediaError(
                        .malformed,
                        "its JPEG image \(thing) at byte \(offset - 2), before a frame header with the size"
                    )
                }
                if marker == 0xDA {
                    try skipImageData()
                } else if hasImageData {
                    info.orientation = orientation
                    return info
                } else {
                    throw MediaError(.malformed, "its JPEG image ends at byte \(offset - 2) without image data")
                }
            case 0xF7:
                throw MediaError(.unrecognized, "a JPEG-LS image")
            default:
                try segment(marker)
            }
        }
        throw MediaError(.malformed, "its JPEG image has more than \(Self.maximumSegments) segments")
    }

    /// Reads or skips a segment with a length.
    private mutating func segment(_ marker: UInt8) throws(MediaError) {
        try reader.need(2, at: offset, for: "the length of a JPEG segment")
        let length = try reader.u16(at: offset)
        guard length >= 2 else {
            throw MediaError(.malformed, "the JPEG segment at byte \(offset) has the invalid length \(length)")
        }
        let part = info == nil ? "a JPEG segment, before the frame header with the size" : "a JPEG segment"
        switch marker {
        case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
            if info == nil { info = try frameHeader() }
        case 0xE1 where orientation == nil:
            let content = try reader.available(at: offset + 2, count: min(Int(length) - 2, EXIF.examinedBytes))
            if content.starts(with: EXIF.name) { orientation = EXIF.orientation(content.dropFirst(EXIF.name.count)) }
        default:
            break
        }
        try reader.need(Int64(length), at: offset, for: part)
        offset += Int64(length)
    }

    /// Skips a scan's header and its image data, up to the next marker that is not a part of the data.
    private mutating func skipImageData() throws(MediaError) {
        hasImageData = true
        try reader.need(2, at: offset, for: "the length of a JPEG segment")
        offset += Int64(max(2, try reader.u16(at: offset)))
        while let position = try reader.firstOffset(of: 0xFF, from: offset, to: reader.byteCount - 1) {
            let next = try reader.u8(at: position + 1)
            if next != 0, next != 0xFF, !(0xD0...0xD7).contains(next) {
                offset = position
                return
            }
            offset = position + (next == 0xFF ? 1 : 2)
        }
        throw MediaError(.truncated, "at byte \(reader.byteCount), inside the image data of a JPEG image")
    }

    /// Reads up to the next marker and leaves `offset` after it.
    private mutating func nextMarker() throws(MediaError) -> UInt8 {
        var afterFill = false
        let part = info == nil ? "a JPEG image, before its frame header with the size" : "a JPEG image, before its end"
        while strayBytes <= Self.maximumStrayBytes {
            try reader.need(1, at: offset, for: part)
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
        throw MediaError(.malformed, "no JPEG marker where one is expected, up to byte \(offset)")
    }

    /// Reads the size from a frame header, B.2.2; `offset` is that of its length field.
    private mutating func frameHeader() throws(MediaError) -> MediaInfo {
        let part = "the frame header of a JPEG image"
        try reader.need(8, at: offset, for: part)
        let length = try reader.u16(at: offset)
        let height = try reader.u16(at: offset + 3)
        let width = try reader.u16(at: offset + 5)
        let components = try reader.u8(at: offset + 7)
        guard components > 0, Int(length) == 8 + 3 * Int(components) else {
            throw MediaError(.malformed, "the JPEG frame header at byte \(offset) is invalid")
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
        var info = MediaInfo(format: .jpeg, width: Int(width), height: Int(height))
        info.isCMYK = components == 4
        return info
    }
}
