/// An ISO base media file: the movie box, wherever it is, the fragments of a fragmented file, and its media.
///
/// See ISO/IEC 14496-12.
enum MP4 {
    /// A file of a day in fragments of a second has 86,400 fragments, of two boxes each.
    static let maximumTopLevelBoxes = 200_000

    /// Names with which a file starts that has no `ftyp` box, as files from before 2001 do.
    private static let firstBoxes: Set<String> = ["moov", "mdat", "free", "skip", "wide", "pnot"]

    /// Whether the file starts as an ISO base media or a QuickTime file does.
    static func matches(_ reader: inout ByteReader) throws(MediaError) -> Bool {
        guard reader.byteCount >= 8 else { return false }
        let name = try reader.name(at: 4)
        if name == "ftyp" || name == "styp" { return true }
        guard firstBoxes.contains(name) else { return false }
        let size = try reader.u32(at: 0)
        return size == 0 || size == 1 || size >= 8 && size <= 0x7FFF_FFFF
    }

    /// Measures a file.
    ///
    /// - Throws: `truncated` if media is missing, `encrypted`, `unrecognized` for other formats, `malformed`.
    static func probe(_ reader: inout ByteReader) throws(MediaError) -> MediaInfo {
        var movie: Movie?
        var mediaBytes: Int64 = 0
        var offset: Int64 = 0
        var boxes = 0
        while offset < reader.byteCount, let box = try topLevelBox(&reader, at: offset, after: movie) {
            boxes += 1
            guard boxes <= maximumTopLevelBoxes else {
                throw MediaError(.malformed, "its MP4 file has more than \(maximumTopLevelBoxes) boxes")
            }
            switch box.name {
            case "ftyp":
                try FileBrand.refuseOtherFormats(&reader, box)
            case "moov" where movie == nil:
                movie = try Movie(&reader, box)
            case "moof":
                try movie?.addFragment(&reader, box)
            case "mdat":
                mediaBytes += box.bodyBytes
            default:
                break
            }
            offset = box.end
        }
        guard let movie else {
            throw MediaError(.malformed, "its MP4 file has no 'moov' box; the recording was probably never finished")
        }
        // With only the beginning at hand, as with links, nothing is known about the rest.
        let isSeen = offset >= reader.byteCount || mediaBytes > 0
        return try movie.info(fileBytes: reader.byteCount, mediaBytes: isSeen ? mediaBytes : .max)
    }

    /// Reads a box; `nil` for remains at the end of the file, and if the file cannot be read that far.
    ///
    /// The samples of a movie without fragments are all known by then. In one with fragments, remains can be those of
    /// a fragment, so they are errors.
    private static func topLevelBox(
        _ reader: inout ByteReader,
        at offset: Int64,
        after movie: Movie?
    ) throws(MediaError) -> Box? {
        let isComplete = movie.map { !$0.isFragmented } ?? false
        if isComplete, reader.byteCount - offset < 8 { return nil }
        do throws(MediaError) {
            let box = try Box(&reader, at: offset, within: .max)
            // A size of 0 says "up to the end of the file".
            if try reader.u32(at: offset) == 0 { return try Box(&reader, at: offset, within: reader.byteCount) }
            if box.end <= reader.byteCount { return box }
            // Other remains after the movie do no harm.
            if isComplete, box.name != "mdat", box.name != "moof" { return nil }
            throw MediaError(.truncated, "at byte \(reader.byteCount), inside the '\(box.name)' box of an MP4 file")
        } catch {
            guard isComplete, [.unreadable, .malformed].contains(error.code) else { throw error }
            return nil
        }
    }
}
