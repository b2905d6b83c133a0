/// An ISO base media file: the movie box, wherever it stands, and the fragments of a fragmented file.
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

    static func probe(_ reader: inout ByteReader) throws(MediaError) -> MediaInfo {
        var movie: Movie?
        var offset: Int64 = 0
        for _ in 0..<maximumTopLevelBoxes {
            guard offset < reader.byteCount, let box = try topLevelBox(&reader, at: offset, hasMovie: movie != nil)
            else {
                break
            }
            switch box.name {
            case "ftyp":
                try FileBrand.refuseOtherFormats(&reader, box)
            case "moov" where movie == nil:
                movie = try Movie(&reader, box)
            case "moof":
                try movie?.addFragment(&reader, box)
            default:
                break
            }
            if let movie, movie.isMeasured { break }
            offset = box.end
        }
        guard let movie else {
            throw MediaError(.malformed, "its MP4 file has no 'moov' box, as a recording has that was not ended")
        }
        return try movie.info()
    }

    /// Reads a box that may be longer than the file when it only holds the media, and is the last that is needed.
    private static func topLevelBox(
        _ reader: inout ByteReader,
        at offset: Int64,
        hasMovie: Bool
    ) throws(MediaError) -> Box? {
        if hasMovie, reader.byteCount - offset < 8 { return nil }
        let box = try Box(&reader, at: offset, within: .max)
        let isWhole = box.end <= reader.byteCount
        if box.name != "moof", hasMovie, !isWhole { return nil }
        // A size of 0 says "up to the end of the file".
        let isOpen = try reader.u32(at: offset) == 0
        guard isWhole || isOpen else {
            throw MediaError(.truncated, "at byte \(reader.byteCount), inside the '\(box.name)' box of an MP4 file")
        }
        return isOpen ? try Box(&reader, at: offset, within: reader.byteCount) : box
    }
}
