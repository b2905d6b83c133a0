internal import FoundationEssentials
internal import HTTPTypes
internal import Hashing
package import ModelInputs

/// Keeps files that come inside requests in a directory, under their hashes.
package struct InputFolder: UploadedFiles {
    private let path: String

    /// Names a directory; it is created with the first file.
    ///
    /// - Parameter path: The directory.
    package init(_ path: String) {
        self.path = path
    }

    package func file(at path: String, of client: Client) async throws -> StoredFile? { nil }

    package func keep(_ bytes: [UInt8], of client: Client) async throws -> StoredFile {
        let name = try SHA256.digest(of: bytes).hex
        let place = "\(path)/\(name)"
        if !FileManager.default.fileExists(atPath: place) {
            do {
                try FileManager.default.createDirectory(
                    atPath: path,
                    withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700]
                )
                try Data(bytes).write(to: URL(filePath: place), options: .atomic)
            } catch {
                throw Problem(
                    HTTPStatus(code: 507, reasonPhrase: "Insufficient Storage"),
                    "there is no place for the file",
                    help: "tell the operator of the server; nothing was sent"
                )
            }
        }
        return StoredFile(path: place, shown: "the file that was sent", given: "data:sha256,\(name)")
    }
}
