/// An image, a recording, a video or any other file that is an input or output of a model.
///
/// An input has a path or a URL. A local file was read and checked against the manifest; a URL was usually not fetched.
public struct MediaFile: Sendable, Hashable, Codable {
    /// The name of the input or output, as in the manifest.
    public var name: String

    /// Where the file is on this machine; `nil` for an input given as a URL.
    public var path: String?

    /// Where a service can fetch it; `nil` for a local file.
    public var url: String?

    /// The format found in the bytes, such as `jpeg` or `mp4`; `nil` when the bytes were not read.
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

    /// The frames per second of a video.
    public var frameRate: Double?

    /// Creates a description of a file.
    ///
    /// - Parameters:
    ///   - name: The name of the input or output.
    ///   - path: Where the file is on this machine.
    ///   - url: Where a service can fetch it.
    public init(name: String, path: String? = nil, url: String? = nil) {
        self.name = name
        self.path = path
        self.url = url
    }
}
