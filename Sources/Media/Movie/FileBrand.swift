/// The brands of a file's `ftyp` box: other formats share the container.
enum FileBrand {
    /// Brands of still pictures, <https://mp4ra.org/registered-types/brands>.
    private static let heic: Set<String> = [
        "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1",
    ]
    private static let avif: Set<String> = ["avif", "avis"]
    private static let mp4: Set<String> = [
        "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4A ", "M4V ", "M4B ", "dash",
    ]
    private static let maximumBrands: Int64 = 64

    /// Fails when the brands say that the file is not an MP4 file.
    ///
    /// - Throws: `unrecognized` for HEIC, AVIF, Canon raw images and QuickTime movies, `malformed` without a brand.
    static func refuseOtherFormats(_ reader: inout ByteReader, _ box: Box) throws(MediaError) {
        try box.needBody(4)
        let major = try reader.name(at: box.body)
        var compatible: Set<String> = []
        var offset = box.body + 8
        while offset <= box.end - 4, offset < box.body + 8 + 4 * maximumBrands {
            compatible.insert(try reader.name(at: offset))
            offset += 4
        }
        if avif.contains(major) || heic.contains(major) && !compatible.isDisjoint(with: avif) {
            throw MediaError(.unrecognized, "an AVIF image")
        }
        if heic.contains(major) {
            throw MediaError(.unrecognized, "a HEIC image")
        }
        if major == "crx " {
            throw MediaError(.unrecognized, "a Canon raw image")
        }
        if major == "qt  ", compatible.isDisjoint(with: mp4) {
            throw MediaError(.unrecognized, "a QuickTime movie")
        }
    }
}
