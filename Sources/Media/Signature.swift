/// Names for bytes that the module cannot measure, so that an error can say what a file holds.
enum Signature {
    /// Starts of files that are enough to name them.
    private static let starts: [([UInt8], String)] = [
        (Array("GIF87a".utf8), "a GIF image"),
        (Array("GIF89a".utf8), "a GIF image"),
        ([0x49, 0x49, 0x2A, 0x00], "a TIFF image"),
        ([0x4D, 0x4D, 0x00, 0x2A], "a TIFF image"),
        ([0x49, 0x49, 0x2B, 0x00], "a TIFF image"),
        ([0x4D, 0x4D, 0x00, 0x2B], "a TIFF image"),
        (Array("8BPS".utf8), "a Photoshop document"),
        ([0x00, 0x00, 0x01, 0x00], "a Windows icon"),
        ([0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50, 0x20, 0x20], "a JPEG 2000 image"),
        ([0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000 image"),
        ([0x00, 0x00, 0x00, 0x0C, 0x4A, 0x58, 0x4C, 0x20], "a JPEG XL image"),
        ([0xFF, 0x0A], "a JPEG XL image"),
        (Array("%PDF-".utf8), "a PDF document"),
        ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive"),
        ([0x50, 0x4B, 0x05, 0x06], "a ZIP archive"),
        ([0x1A, 0x45, 0xDF, 0xA3], "a WebM or Matroska video"),
        (Array("FLV\u{1}".utf8), "a Flash video"),
        ([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], "a Windows Media file"),
        ([0x00, 0x00, 0x01, 0xBA], "an MPEG program stream"),
        ([0x00, 0x00, 0x01, 0xB3], "an MPEG video stream"),
        (Array("#!AMR".utf8), "AMR audio"),
        (Array("caff".utf8), "Core Audio (CAF) audio"),
        (Array(".snd".utf8), "Sun (AU) audio"),
        (Array("MAC ".utf8), "Monkey's Audio"),
        (Array("wvpk".utf8), "WavPack audio"),
        (Array("MThd".utf8), "a MIDI file"),
        (Array("riff".utf8) + [0x2E, 0x91, 0xCF, 0x11], "Sony Wave64 audio"),
        ([0x0B, 0x77], "an AC-3 stream"),
    ]

    /// Names the file whose content starts at an offset; `nil` when nothing is known about it.
    static func name(_ reader: inout ByteReader, at start: Int64) throws(MediaError) -> String? {
        for (bytes, name) in starts where try reader.matches(bytes, at: start) {
            return name
        }
        if let name = try nameOfContainer(&reader, at: start) {
            return name
        }
        if try isADTS(&reader, at: start) {
            return "an AAC (ADTS) stream"
        }
        if try isTransportStream(&reader, at: start) {
            return "an MPEG transport stream"
        }
        return TextSignature.name(try reader.available(at: start, count: TextSignature.examinedBytes))
    }

    /// The last resort: the first bytes in hex.
    static func unknown(_ reader: inout ByteReader, at start: Int64) throws(MediaError) -> String {
        let digits = Array("0123456789abcdef")
        var text = "unknown data beginning"
        for byte in try reader.available(at: start, count: 4) {
            text += " \(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }
        return text
    }

    /// RIFF, IFF and bitmap files, whose name stands after a length.
    private static func nameOfContainer(_ reader: inout ByteReader, at start: Int64) throws(MediaError) -> String? {
        let head = try reader.available(at: start, count: 18)
        guard head.count >= 12 else { return nil }
        switch (try reader.name(at: start), try reader.name(at: start + 8)) {
        case ("RIFF", "WEBP"): return "a WebP image"
        case ("RIFF", "AVI "): return "an AVI video"
        case ("RIFF", "RMID"): return "a MIDI file"
        case ("RIFX", "WAVE"): return "a WAVE file with big-endian numbers (RIFX)"
        case ("FORM", "AIFF"), ("FORM", "AIFC"): return "AIFF audio"
        default: break
        }
        // "BM", and the size of one of the known bitmap headers: two letters alone are too little.
        if head.starts(with: "BM".utf8), head.count >= 18 {
            return [12, 40, 52, 56, 64, 108, 124].contains(try reader.littleU32(at: start + 14)) ? "a BMP image" : nil
        }
        return nil
    }

    /// Two frames in a row, or one that is the whole file.
    private static func isADTS(_ reader: inout ByteReader, at start: Int64) throws(MediaError) -> Bool {
        let head = try reader.available(at: start, count: 7)
        guard head.count == 7, try reader.u16(at: start) & 0xFFF6 == 0xFFF0 else { return false }
        let length = Int64(try reader.u32(at: start + 3) >> 13 & 0x1FFF)
        guard length >= 7 else { return false }
        let next = try reader.available(at: start + length, count: 2)
        return next.count == 2
            ? try reader.u16(at: start + length) & 0xFFF6 == 0xFFF0 : start + length >= reader.byteCount
    }

    private static func isTransportStream(_ reader: inout ByteReader, at start: Int64) throws(MediaError) -> Bool {
        for packet in 0..<Int64(3) where try !reader.matches([0x47], at: start + 188 * packet) {
            return false
        }
        return true
    }
}
