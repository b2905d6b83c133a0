package import ModelInputs

/// Finds files that clients have uploaded.
package protocol UploadedFiles: Sendable {
    /// Finds an upload by its address at this server, without a request.
    ///
    /// - Parameters:
    ///   - path: The path of the address, such as `/v1/files/…`.
    ///   - client: Who asks; only their own files are found.
    /// - Returns: The file; `nil` when the path is not one of an upload.
    /// - Throws: ``Problem`` with 422 when there is no such upload, or it has expired.
    func file(at path: String, of client: Client) async throws -> StoredFile?

    /// Keeps what came inside a request, as long as an upload.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - client: Who sent it.
    /// - Returns: The file.
    /// - Throws: ``Problem`` with 507 when there is no room.
    func keep(_ bytes: [UInt8], of client: Client) async throws -> StoredFile
}
