package import InferenceKit
package import RunStore

/// An upload as Replicate's API shows a file.
package struct FileResource: Sendable {
    private let file: ServerFile
    private let base: String

    /// Describes a file.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - base: The address of the server, as the client knows it.
    package init(_ file: ServerFile, base: String) {
        self.file = file
        self.base = base
    }

    /// The object.
    package var json: JSONValue {
        let place = "\(base)\(Self.prefix)\(file.id)"
        return [
            "id": .string(file.id),
            "name": .string(file.name),
            "content_type": .string(file.contentType),
            "size": .int(Int(file.sizeBytes)),
            "etag": .string(file.sha256),
            "checksums": ["sha256": .string(file.sha256)],
            "metadata": .object(file.metadata),
            "created_at": .string(TimeText.text(file.created)),
            "expires_at": .string(TimeText.text(file.expires)),
            "urls": ["get": .string(place), "download": .string("\(place)/download")],
        ]
    }

    /// What the paths of files begin with.
    static let prefix = "/v1/files/"

    /// The name of a file in a path of this server.
    ///
    /// - Parameter path: Such as `/v1/files/abc`, also with `/download`.
    /// - Returns: `nil` for any other path.
    static func id(in path: String) -> String? {
        guard path.hasPrefix(prefix) else { return nil }
        let parts = path.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        guard let id = parts.first, !id.isEmpty, parts.count == 1 || parts.count == 2 && parts[1] == "download" else {
            return nil
        }
        return String(id)
    }
}
