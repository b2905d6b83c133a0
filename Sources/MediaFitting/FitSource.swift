package import Media

/// A file that is to be fitted, as far as it is known.
package struct FitSource: Sendable, Hashable {
    /// What it is, such as "a HEIC image".
    package var name: String
    /// Its format; `nil` for one that ``MediaProbe`` cannot measure.
    package var format: MediaFormat?
    /// Its length in bytes.
    package var sizeBytes: Int64 = 0
    /// Its width in pixels as stored.
    package var width: Int?
    /// Its height in pixels as stored.
    package var height: Int?
    /// How EXIF data says that it is to be turned, from 1 (as it is stored) to 8.
    package var orientation = 1
    /// Whether its colors are those of printers.
    package var isCMYK = false
    /// Whether parts of it can be transparent.
    package var hasAlpha = false
    /// How many pictures it holds, such as those of an animation.
    package var pictureCount = 1
    /// The bits of a color or of a sample of sound; `nil` when unknown.
    package var bits: Int?
    /// How long it plays in seconds; `nil` when unknown.
    package var seconds: Double?
    /// Whether that length was measured rather than stated by the file.
    package var isMeasured = false
    /// The samples of sound in a second.
    package var sampleRate: Int?
    /// The channels of the sound.
    package var channels: Int?
    /// Whether there is sound.
    package var hasSound = false
    /// Whether there is a moving picture.
    package var hasVideo = false

    /// Describes a file of which only this is known.
    ///
    /// - Parameters:
    ///   - name: What it is.
    ///   - format: Its format.
    package init(name: String, format: MediaFormat?) {
        self.name = name
        self.format = format
    }

    /// Whether it is a picture in a special container, HEIF, which ffmpeg does not read reliably.
    var isHEIF: Bool { name == "a HEIC image" || name == "an AVIF image" }

    /// The width and the height in pixels once it is upright; `nil` when unknown.
    var uprightSize: (width: Int, height: Int)? {
        guard let width, let height else { return nil }
        return orientation >= 5 ? (height, width) : (width, height)
    }
}
