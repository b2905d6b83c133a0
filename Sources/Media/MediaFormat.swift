/// What a person does with a medium: looks at it, listens to it, or watches it.
package enum MediaKind: String, Sendable, CaseIterable, Codable {
    case image, audio, video

    /// The kind with its article, as in "an image".
    package var nameWithArticle: String { self == .video ? "a video" : "an \(rawValue)" }
}

/// The formats that the module can measure; raw values are the names that manifests use.
///
/// `m4a` and `mp4` are one container: with a video track a file is `mp4`, with audio only `m4a`, whatever its brand.
/// `ogg` is an Ogg file with a Vorbis or an Opus stream.
package enum MediaFormat: String, Sendable, CaseIterable, Codable {
    case jpeg, png, wav, mp3, m4a, ogg, flac, mp4

    /// Whether the format holds a picture, sound, or a moving picture.
    package var kind: MediaKind {
        switch self {
        case .jpeg, .png: .image
        case .wav, .mp3, .m4a, .ogg, .flac: .audio
        case .mp4: .video
        }
    }

    /// The media type to send as `Content-Type`, without parameters.
    ///
    /// A registered name, <https://www.iana.org/assignments/media-types/>; but `audio/wav`, since servers expect that.
    package var contentType: String {
        switch self {
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .wav: "audio/wav"
        case .mp3: "audio/mpeg"
        case .m4a: "audio/mp4"
        case .ogg: "audio/ogg"
        case .flac: "audio/flac"
        case .mp4: "video/mp4"
        }
    }

    /// The usual file name extension, lower case, without the dot.
    package var fileExtension: String {
        switch self {
        case .jpeg: "jpg"
        case .png, .wav, .mp3, .m4a, .ogg, .flac, .mp4: rawValue
        }
    }

    /// All file name extensions that files of the format have in practice, lower case, without the dot; the usual one first.
    package var fileExtensions: [String] {
        switch self {
        case .jpeg: [fileExtension, "jpeg", "jpe", "jfif"]
        case .ogg: [fileExtension, "oga", "opus"]
        case .png, .wav, .mp3, .m4a, .flac, .mp4: [fileExtension]
        }
    }

    /// The name as people write it: "JPEG", "Ogg".
    package var displayName: String { self == .ogg ? "Ogg" : rawValue.uppercased() }

    /// What a file of the format is: "a JPEG image", "an MP3 file".
    package var fileWithArticle: String {
        let article = [.mp3, .m4a, .ogg, .mp4].contains(self) ? "an" : "a"
        return "\(article) \(displayName) \(kind == .image ? "image" : "file")"
    }
}
