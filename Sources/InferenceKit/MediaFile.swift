/// A picture, a recording, a video or any other file that goes into or comes out of a model.
///
/// An input has a path or a URL: a local file was read and checked against the manifest, a URL was not fetched.
public struct MediaFile: Sendable, Hashable, Codable {
    /// The name of the input or output, as in the manifest.
    public var name: String

    /// Where the file is on this machine; `nil` for an input given as a URL.
    public var path: String?

    /// Where anybody can fetch it; `nil` for a local file.
    public var url: String?

    /// The format found in the bytes, such as `jpeg` or `mp4`; `nil` when it was not looked at.
    public var format: String?

    /// The media type that belongs to the format, such as `image/jpeg`.
    public var contentType: String?

    /// The length of the file in bytes.
    public var sizeBytes: Int64?

    /// The width of a picture or video in pixels.
    public var width: Int?

    /// The height of a picture or video in pixels.
    public var height: Int?

    /// How long a recording or video lasts, in seconds.
    public var seconds: Double?

    /// The pictures a second of a video.
    public var frameRate: Double?

    /// Creates a description of a file.
    ///
    /// - Parameters:
    ///   - name: The name of the input or output.
    ///   - path: Where the file is on this machine.
    ///   - url: Where anybody can fetch it.
    public init(name: String, path: String? = nil, url: String? = nil) {
        self.name = name
        self.path = path
        self.url = url
    }
}
