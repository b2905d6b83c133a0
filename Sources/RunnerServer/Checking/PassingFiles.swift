internal import FoundationEssentials
internal import HTTPTypes
internal import ModelInputs
internal import Synchronization

/// Keeps the files that come inside a check only until it is answered.
final class PassingFiles: UploadedFiles {
    private let uploads: any UploadedFiles
    private let directory: String
    private let count = Mutex(0)

    /// - Parameters:
    ///   - uploads: Finds uploads.
    ///   - place: Where to create a directory.
    init(_ uploads: any UploadedFiles, in place: String) {
        self.uploads = uploads
        directory = "\(place)/check-\(UUID().uuidString)"
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func file(at path: String, of client: Client) async throws -> StoredFile? {
        try await uploads.file(at: path, of: client)
    }

    func keep(_ bytes: [UInt8], of client: Client) async throws -> StoredFile {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let path = "\(directory)/\(number)"
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            try Data(bytes).write(to: URL(filePath: path))
        } catch {
            throw Problem(
                HTTPStatus(code: 507, reasonPhrase: "Insufficient Storage"),
                "there is no place for the file",
                help: "contact the operator of the server; nothing was sent"
            )
        }
        return StoredFile(path: path, shown: "the file that was sent")
    }
}
