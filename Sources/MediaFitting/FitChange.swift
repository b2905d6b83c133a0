package import Media
internal import Quantities

/// Something that was changed in a file so that it meets the limits of an input.
package enum FitChange: Sendable, Hashable, CustomStringConvertible {
    /// It has another format; `from` says what it was, such as "a HEIC image".
    case converted(from: String, to: MediaFormat)
    /// It was turned or mirrored as EXIF data, 2 to 8, says.
    case turned(orientation: Int)
    /// It has fewer pixels.
    case scaled(fromWidth: Int, fromHeight: Int, toWidth: Int, toHeight: Int)
    /// The colors of printers became those of screens.
    case madeRGB
    /// What was transparent is white.
    case flattened
    /// Colors or samples have fewer bits.
    case reducedBits(from: Int, to: Int)
    /// Only the first of several pictures is kept.
    case firstPicture(of: Int)
    /// Only the sound of a video is kept.
    case soundOnly
    /// Sound or video was compressed to this rate, in bits a second.
    case compressed(bitRate: Int)
    /// Sound has other samples in a second.
    case resampled(from: Int, to: Int)
    /// Sound has fewer channels.
    case mixed(from: Int, to: Int)
    /// Only a part is kept, as was asked for.
    case trimmed(TrimRange)
    /// It has another length in bytes.
    case resized(from: Int64, to: Int64)

    /// The change in a few words.
    package var description: String {
        switch self {
        case .converted(let from, let to): "converted from \(from) to \(to.displayName)"
        case .turned(let orientation):
            "\([3, 6, 8].contains(orientation) ? "rotated" : "mirrored") upright (EXIF orientation \(orientation))"
        case .scaled(let fromWidth, let fromHeight, let toWidth, let toHeight):
            "scaled from \(fromWidth)x\(fromHeight) to \(toWidth)x\(toHeight) pixels"
        case .madeRGB: "CMYK colors converted to RGB"
        case .flattened: "transparent parts made white"
        case .reducedBits(let from, let to): "reduced from \(from) to \(to) bits"
        case .firstPicture(let count): "the first of \(count) pictures kept"
        case .soundOnly: "only the sound kept"
        case .compressed(let bitRate): "compressed to \(bitRate / 1000) kbit/s"
        case .resampled(let from, let to): "resampled from \(from) to \(to) Hz"
        case .mixed(let from, let to): "mixed from \(from) channels to \(to)"
        case .trimmed(let range): "kept from \(range)"
        case .resized(let from, let to):
            "\(UnitText.readable(bytes: from)) before, \(UnitText.readable(bytes: to)) now"
        }
    }
}
