internal import FoundationEssentials
package import InferenceKit
package import Media

extension MediaFile {
    /// Takes over what was found out about a file from its bytes.
    package mutating func take(_ info: MediaInfo) {
        format = info.format.rawValue
        contentType = info.format.contentType
        width = info.width
        height = info.height
        seconds = info.duration.map { $0 / .seconds(1) }
        frameRate = info.frameRate
    }

    /// The file as JSON, with the names that models and users see.
    package func json() throws -> JSONValue {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return try JSONValue(parsing: [UInt8](try encoder.encode(self)))
    }
}
