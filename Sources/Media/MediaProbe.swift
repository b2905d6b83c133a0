/// Tells what a file is from its first bytes, and measures it from its headers.
///
/// The picture or the sound itself is never decoded. Reads are few and bounded, except where a format keeps its length
/// nowhere: MP3 of variable bit rate without a header, chained Ogg streams, and fragmented MP4 files are walked.
package enum MediaProbe {
    /// Measures a file on disk.
    ///
    /// - Parameter path: The file; it must be a regular one.
    /// - Returns: What the file is; its name plays no part.
    /// - Throws: ``MediaError``: `unreadable`, and all that the other form throws.
    package static func probe(path: String) throws(MediaError) -> MediaInfo {
        try probe(try FileByteSource(path: path))
    }

    /// Measures bytes from any source.
    ///
    /// - Parameter source: The bytes of a whole file.
    /// - Returns: What the file is.
    /// - Throws: ``MediaError``: `empty`; `unrecognized` for other formats, with their name where it can be told;
    ///   `truncated` and `malformed` for headers that are cut or damaged; `unreadable` when reading fails.
    package static func probe(_ source: some ByteSource) throws(MediaError) -> MediaInfo {
        var reader = ByteReader(source)
        guard reader.byteCount > 0 else {
            throw MediaError(.empty, "")
        }
        if let info = try probeByStart(&reader) {
            return info
        }
        let start = try LeadingTags.end(&reader)
        if try reader.matches(FLAC.signature, at: start) {
            return try FLAC.probe(&reader, at: start)
        }
        if let name = try Signature.name(&reader, at: start) {
            throw MediaError(.unrecognized, name)
        }
        if let info = try MP3.probe(&reader, from: start) {
            return info
        }
        if start > 0, start == reader.byteCount {
            throw MediaError(.truncated, "at byte \(start), where audio must follow an ID3 or APE tag")
        }
        throw MediaError(.unrecognized, try Signature.unknown(&reader, at: start))
    }

    /// Measures the formats that have a signature at the very start; `nil` for the rest.
    private static func probeByStart(_ reader: inout ByteReader) throws(MediaError) -> MediaInfo? {
        let head = try reader.available(at: 0, count: 12)
        if head.starts(with: [0xFF, 0xD8, 0xFF]) || head == [0xFF, 0xD8] {
            return try JPEG.probe(&reader)
        }
        if head.starts(with: PNG.signature.prefix(4)) {
            return try PNG.probe(&reader)
        }
        if head.starts(with: "OggS".utf8) {
            return try Ogg.probe(&reader)
        }
        if ["RIFF", "RF64", "BW64"].contains(where: { head.starts(with: $0.utf8) }) {
            try reader.need(12, at: 0, for: "the header of a RIFF file")
            return try reader.matches("WAVE".utf8, at: 8) ? try WAV.probe(&reader) : nil
        }
        return try MP4.matches(&reader) ? try MP4.probe(&reader) : nil
    }
}
