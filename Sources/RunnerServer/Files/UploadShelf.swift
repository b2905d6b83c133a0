internal import HTTPTypes
package import ModelInputs
internal import RunStore
package import Uploads

/// Finds uploads for predictions, and keeps files that come inside requests like uploads.
package struct UploadShelf: UploadedFiles {
    private let shelf: FileShelf

    /// Takes a shelf.
    ///
    /// - Parameter shelf: Where the files are.
    package init(_ shelf: FileShelf) {
        self.shelf = shelf
    }

    package func file(at path: String, of client: Client) async throws -> StoredFile? {
        guard let id = FileResource.id(in: path) else { return nil }
        guard let file = try await shelf.use(id, of: client.name) else {
            throw Problem(
                .unprocessableContent,
                "there is no file '\(id.prefix(100))', or it has expired",
                code: "no-such-file",
                help: "upload it again with POST /v1/files"
            )
        }
        return stored(file)
    }

    package func keep(_ bytes: [UInt8], of client: Client) async throws -> StoredFile {
        try await FileRoutes.reading {
            let file = try shelf.receive()
            try await file.write(bytes)
            return stored(try await shelf.keep(file, name: nil, owner: client.name))
        }
    }

    private func stored(_ file: ServerFile) -> StoredFile {
        StoredFile(
            path: shelf.path(file.sha256),
            shown: "the file '\(file.name)'",
            given: FileResource.prefix + file.id
        )
    }
}
