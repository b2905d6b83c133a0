/// Recognizes a file by its bytes, checks that it is whole, and measures it.
///
/// The picture or the sound itself is never decoded. Where headers cannot be trusted, the file is walked:
/// all frames of an MP3, all pages of an Ogg file, all boxes of an MP4 file, and all markers and chunks of a picture.
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
    /// - Throws: ``MediaError``: `empty`; `unrecognized` for other formats, with their name if it is known; `encrypted`;
    ///   `truncated` and `malformed` for files that are cut or damaged; `unreadable` when reading fails.
    package static func probe(_ source: some ByteSource) throws(MediaError) -> MediaInfo {
        var reader = ByteReader(source)
        guard reader.byteCount > 0 else {
            throw MediaError(.empty, "")
        }
        let start = try LeadingTags.end(&reader)
        if let info = try probeByStart(&reader, at: start) {
            return info
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

    /// Measures the formats that have a signature; `nil` for the others.
    ///
    /// Some programs write an ID3 tag before sound of any format, so sound is looked for after it.
    private static func probeByStart(_ reader: inout ByteReader, at start: Int64) throws(MediaError) -> MediaInfo? {
        let head = try reader.available(at: start, count: 12)
        if head.starts(with: "OggS".utf8) {
            return try Ogg.probe(&reader, at: start)
        }
        if head.starts(with: FLAC.signature) {
            return try FLAC.probe(&reader, at: start)
        }
        if ["RIFF", "RF64", "BW64"].contains(where: { head.starts(with: $0.utf8) }) {
            try reader.need(12, at: start, for: "the header of a RIFF file")
            return try reader.matches("WAVE".utf8, at: start + 8) ? try WAV.probe(&reader, at: start) : nil
        }
        guard start == 0 else { return nil }
        if head.starts(with: [0xFF, 0xD8, 0xFF]) || head == [0xFF, 0xD8] {
            return try JPEG.probe(&reader)
        }
        if head.starts(with: PNG.signature.prefix(4)) {
            return try PNG.probe(&reader)
        }
        return try MP4.matches(&reader) ? try MP4.probe(&reader) : nil
    }
}
