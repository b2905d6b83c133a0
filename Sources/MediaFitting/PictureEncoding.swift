internal import Media

/// One way to write a picture: format, quality and size.
struct PictureEncoding: Sendable, Hashable {
    /// JPEG or PNG.
    var format: MediaFormat
    /// The quantizer of ffmpeg's JPEG encoder: 2 is its best, 31 its worst; without meaning for PNG.
    var quantizer = 2
    /// The size in pixels, upright.
    var width: Int
    /// The size in pixels, upright.
    var height: Int
}
