/// What a file is, and how large or long it is.
package struct MediaInfo: Sendable, Hashable {
    /// The format, decided from the bytes and never from the name.
    package var format: MediaFormat

    /// The width in pixels as stored (before any EXIF orientation or rotation), at least 1; `nil` for audio.
    package var width: Int?

    /// The height in pixels as stored (before any EXIF orientation or rotation), at least 1; `nil` for audio.
    package var height: Int?

    /// How long the longest track plays; `nil` for images, and if it cannot be determined.
    package var duration: Duration?

    /// The mean number of frames a second; `nil` without a video track.
    package var frameRate: Double?

    /// How EXIF data says that the picture is to be turned, 1 to 8; `nil` if it does not say.
    package var orientation: Int?

    /// Whether the colors of a picture are those of printers, CMYK.
    package var isCMYK = false

    /// Whether sound ends before the length that its file states, or inside a part; it can be used as far as it goes.
    package var isCutShort = false

    /// Whether there is a moving picture.
    package var hasVideo: Bool

    /// Whether there is sound.
    package var hasAudio: Bool

    /// Creates the description of a file.
    ///
    /// - Parameters:
    ///   - format: The format.
    ///   - width: The width in pixels.
    ///   - height: The height in pixels.
    ///   - duration: How long it plays.
    ///   - frameRate: Frames a second.
    ///   - hasVideo: Whether there is a moving picture; by default, whether the format is a video format.
    ///   - hasAudio: Whether there is sound; by default, whether the format is an audio format.
    package init(
        format: MediaFormat,
        width: Int? = nil,
        height: Int? = nil,
        duration: Duration? = nil,
        frameRate: Double? = nil,
        hasVideo: Bool? = nil,
        hasAudio: Bool? = nil
    ) {
        self.format = format
        self.width = width
        self.height = height
        self.duration = duration
        self.frameRate = frameRate
        self.hasVideo = hasVideo ?? (format.kind == .video)
        self.hasAudio = hasAudio ?? (format.kind == .audio)
    }
}
