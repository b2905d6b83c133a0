package import FoundationEssentials
package import InferenceKit

/// A file that a caller has sent to a server; its bytes are in the server's directory, under their hash.
package struct ServerFile: Sendable, Hashable {
    /// Its name in addresses, which cannot be guessed.
    package let id: String
    /// SHA-256 of the bytes, in hex.
    package var sha256: String
    /// The length in bytes.
    package var sizeBytes: Int64
    /// What its sender called it.
    package var name: String
    /// What it is, from its bytes: a media type such as `image/png`.
    package var contentType: String
    /// What its sender said about it.
    package var metadata: [String: JSONValue]
    /// Who has sent it; `nil` for the user of this machine.
    package var owner: String?
    /// When it arrived.
    package let created: Date
    /// When it is deleted.
    package var expires: Date

    /// Creates a record; each parameter is the property of the same name.
    package init(
        id: String,
        sha256: String,
        sizeBytes: Int64,
        name: String,
        contentType: String,
        metadata: [String: JSONValue] = [:],
        owner: String?,
        created: Date,
        expires: Date
    ) {
        self.id = id
        self.sha256 = sha256
        self.sizeBytes = sizeBytes
        self.name = name
        self.contentType = contentType
        self.metadata = metadata
        self.owner = owner
        self.created = created
        self.expires = expires
    }
}

/// A place in a list of files, newest first.
package struct ServerFilePosition: Sendable, Hashable {
    /// When the file at this place arrived.
    package var created: Date
    /// Its name, which orders files that arrived at the same time.
    package var id: String

    /// Creates a place; each parameter is the property of the same name.
    package init(created: Date, id: String) {
        self.created = created
        self.id = id
    }
}

/// Keeps the records of files that callers have sent.
package protocol ServerFileDatabase: Sendable {
    /// Records a file.
    func add(_ file: ServerFile) async throws(RunStoreError)

    /// Finds a file of a caller; `nil` for another caller's, and for one that has expired.
    func file(_ id: String, of owner: String?, at time: Date) async throws(RunStoreError) -> ServerFile?

    /// Lists the files of a caller, newest first.
    ///
    /// - Parameters:
    ///   - owner: The caller.
    ///   - after: Only files that come after this place in the list.
    ///   - limit: The greatest number of files.
    ///   - time: Now; files that have expired are left out.
    /// - Returns: The records.
    /// - Throws: When the store cannot be read.
    func files(
        of owner: String?,
        after: ServerFilePosition?,
        limit: Int,
        at time: Date
    ) async throws(RunStoreError) -> [ServerFile]

    /// Counts the files of a caller that have not expired, and those that were removed and whose bytes a run still reads.
    func fileUsage(of owner: String?, at time: Date) async throws(RunStoreError) -> (count: Int, sizeBytes: Int64)

    /// Keeps a file at least until a time.
    func keepFile(_ id: String, until time: Date) async throws(RunStoreError)

    /// Removes a file of a caller.
    ///
    /// Its bytes stay as long as a run that has not ended reads them.
    ///
    /// - Returns: Whether there was one, and the hash of its bytes when nothing needs them any more.
    func removeFile(_ id: String, of owner: String?) async throws(RunStoreError) -> (found: Bool, unused: String?)

    /// Removes files that have expired or were removed before, except those that a run reads that has not ended.
    ///
    /// - Returns: The hashes of the bytes that nothing needs any more.
    func removeFiles(expiredAt time: Date) async throws(RunStoreError) -> [String]
}
