/// What a file is and how large or long it is, as its headers say.
package struct MediaInfo: Sendable, Hashable {
    /// The format, decided from the bytes and never from the name.
    package var format: MediaFormat

    /// The width in pixels as stored (before any EXIF orientation or rotation), at least 1; `nil` for audio.
    package var width: Int?

    /// The height in pixels as stored (before any EXIF orientation or rotation), at least 1; `nil` for audio.
    package var height: Int?

    /// How long the longest track plays; `nil` for images, and where the file does not tell, as a piped FLAC stream.
    package var duration: Duration?

    /// The mean number of frames a second; `nil` without a video track.
    package var frameRate: Double?

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
