/// Tags before the audio of a file: ID3v2 of any version, and APEv2.
enum LeadingTags {
    /// Some taggers add a tag before the old one instead of replacing it.
    static let maximumTags = 32

    /// Returns where the last tag of a row of tags ends; `start` if there is none.
    ///
    /// See <https://id3.org/id3v2.4.0-structure>, sections 3.1 and 3.4.
    ///
    /// - Throws: `truncated` when the file ends inside a tag.
    static func end(_ reader: inout ByteReader, from start: Int64 = 0) throws(MediaError) -> Int64 {
        var offset = start
        for _ in 0..<maximumTags {
            if try reader.matches("ID3".utf8, at: offset) {
                try reader.need(10, at: offset, for: "the header of an ID3 tag")
                let sizeBytes = try reader.bytes(at: offset + 6, count: 4)
                guard sizeBytes.allSatisfy({ $0 < 0x80 }) else { return offset }  // not a tag then
                let size = sizeBytes.reduce(Int64(0)) { $0 << 7 | Int64($1) }
                let footer: Int64 = try reader.u8(at: offset + 5) & 0x10 == 0 ? 0 : 10
                try reader.need(10 + size + footer, at: offset, for: "an ID3 tag")
                offset += 10 + size + footer
            } else if try reader.matches("APETAGEX".utf8, at: offset) {
                try reader.need(32, at: offset, for: "the header of an APE tag")
                let size = 32 + Int64(try reader.littleU32(at: offset + 12))
                try reader.need(size, at: offset, for: "an APE tag")
                offset += size
            } else {
                return offset
            }
        }
        return offset
    }
}

/// Tags after the audio of a file: ID3v1, ID3v2.4, APE and Lyrics3.
enum TrailingTags {
    static let maximumTags = 8

    /// Returns where the first tag at the end of the file starts; the end of the file without tags.
    static func start(_ reader: inout ByteReader, after first: Int64) throws(MediaError) -> Int64 {
        var end = reader.byteCount
        for _ in 0..<maximumTags {
            let tagBytes = try length(&reader, endingAt: end)
            guard tagBytes > 0, tagBytes <= end - first else { break }
            end -= tagBytes
        }
        return end
    }

    /// Returns the length of the tag that ends at an offset; 0 if there is none.
    private static func length(_ reader: inout ByteReader, endingAt end: Int64) throws(MediaError) -> Int64 {
        if try reader.matches("TAG".utf8, at: end - 128) {
            return try reader.matches("TAG+".utf8, at: end - 355) ? 355 : 128
        }
        // https://wiki.hydrogenaud.io/index.php?title=Ape_Tags_Flags: bit 31 says that there is also a header.
        if try reader.matches("APETAGEX".utf8, at: end - 32) {
            let size = Int64(try reader.littleU32(at: end - 20))
            let hasHeader = try reader.littleU32(at: end - 12) >> 31 == 1
            return max(32, size) + (hasHeader ? 32 : 0)
        }
        if try reader.matches("3DI".utf8, at: end - 10) {
            let size = try reader.bytes(at: end - 4, count: 4).reduce(Int64(0)) { $0 << 7 | Int64($1 & 0x7F) }
            return size + 20
        }
        // https://id3.org/Lyrics3v2: six digits, then the name.
        if try reader.matches("LYRICS200".utf8, at: end - 9) {
            let digits = String(decoding: try reader.available(at: end - 15, count: 6), as: UTF8.self)
            return Int64(digits).map { $0 >= 0 ? $0 + 15 : 0 } ?? 0
        }
        return 0
    }
}
