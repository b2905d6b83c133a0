package import Media

/// The type of an input or an output.
package enum ValueType: String, Sendable, Hashable, CaseIterable {
    case image
    case audio
    case video
    /// A file of any kind.
    case file
    case string
    case integer
    case number
    case boolean

    /// The words for all types.
    package static let names = allCases.map(\.rawValue)

    /// Whether values are files rather than scalars.
    package var isFile: Bool {
        switch self {
        case .image, .audio, .video, .file: true
        case .string, .integer, .number, .boolean: false
        }
    }

    /// The kind of media of a file of this type; nil for any file and for scalars.
    package var mediaKind: MediaKind? {
        switch self {
        case .image: .image
        case .audio: .audio
        case .video: .video
        case .file, .string, .integer, .number, .boolean: nil
        }
    }

    /// The type with its article, as in "an image".
    package var nameWithArticle: String {
        switch self {
        case .image, .audio, .integer: "an \(rawValue)"
        case .video, .file, .string, .number, .boolean: "a \(rawValue)"
        }
    }

    /// One value of the type with its article, as in "an image" or "an audio file".
    package var valueWithArticle: String { self == .audio ? "an audio file" : nameWithArticle }
}
