internal import FoundationEssentials
internal import Glibc
package import InferenceKit
package import RunStore

/// Keeps the files that callers send: the bytes under their hash in a directory, the records in the store.
///
/// An actor, so that bytes are not deleted while another upload of the same bytes is being recorded: one change at a time.
package actor FileShelf {
    /// The bounds of what callers can send.
    package struct Limits: Sendable, Hashable {
        /// The longest file.
        package var fileBytes: Int64 = 1 << 30
        /// The most files of one caller.
        package var callerFiles = 50_000
        /// The most bytes of all files of one caller.
        package var callerBytes: Int64 = 20 << 30
        /// How many bytes of the disk stay free for everything else.
        package var freeBytes: Int64 = 512 << 20
        /// How long a file is kept after it arrived, and at least after it was used.
        package var keep: Duration = .seconds(86_400)

        /// Creates the usual bounds.
        package init() {}
    }

    /// The bounds.
    package nonisolated let limits: Limits
    private let directory: String
    private let database: any ServerFileDatabase
    private var isChanging = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Opens a shelf, and creates its directories.
    ///
    /// - Parameters:
    ///   - directory: An absolute path.
    ///   - database: Where files are recorded.
    ///   - limits: The bounds of what callers can send.
    /// - Throws: ``UploadError`` when the directory cannot be used.
    package init(directory: String, database: any ServerFileDatabase, limits: Limits = Limits()) throws(UploadError) {
        self.directory = directory
        self.database = database
        self.limits = limits
        // What was arriving when a process died is of no use.
        try? FileManager.default.removeItem(atPath: "\(directory)/arriving")
        for name in ["arriving", "content"] { try Self.createDirectory("\(directory)/\(name)") }
    }

    /// Where the bytes with a hash are.
    ///
    /// - Parameter sha256: 64 hexadecimal digits.
    /// - Returns: The absolute path.
    package nonisolated func path(_ sha256: String) -> String {
        "\(directory)/content/\(sha256.prefix(2))/\(sha256)"
    }

    /// Begins to receive a file.
    ///
    /// - Returns: An empty file.
    /// - Throws: ``UploadError``.
    package nonisolated func receive() throws -> IncomingFile {
        try IncomingFile(path: "\(directory)/arriving/\(Self.randomName())", limits: limits)
    }

    /// Keeps a file that has arrived.
    ///
    /// - Parameters:
    ///   - file: The file; all of its bytes were written.
    ///   - name: What its sender called it; `nil` when it has no name.
    ///   - metadata: What its sender said about it.
    ///   - owner: Who has sent it.
    /// - Returns: The record.
    /// - Throws: ``UploadError``, or `RunStoreError`.
    package func keep(
        _ file: IncomingFile,
        name: String?,
        metadata: [String: JSONValue] = [:],
        owner: String?
    ) async throws -> ServerFile {
        let (sha256, contentType) = try await file.finish()
        // Its bytes have another name by then, or are not wanted.
        defer { file.forget() }
        let path = path(sha256)
        let now = Date()
        let record = ServerFile(
            id: Self.randomName(),
            sha256: sha256,
            sizeBytes: file.sizeBytes,
            name: name.flatMap(Self.plainName) ?? "file",
            contentType: contentType,
            metadata: metadata,
            owner: owner,
            created: Date(milliseconds: now.milliseconds),
            expires: Date(milliseconds: now.addingTimeInterval(limits.keep / .seconds(1)).milliseconds)
        )
        await beginChange()
        defer { endChange() }
        try await requireRoom(for: record)
        try Self.createDirectory(String(path.dropLast(65)))
        // The same bytes may be there already.
        guard link(file.path, path) == 0 || errno == EEXIST else { throw IncomingFile.failure("create", path) }
        try await database.add(record)
        return record
    }

    /// Refuses a file of a caller that has as many as it may.
    private func requireRoom(for file: ServerFile) async throws {
        let usage = try await database.fileUsage(of: file.owner, at: file.created)
        guard usage.count < limits.callerFiles else {
            throw UploadError(.quota, "the caller has \(usage.count) files, which is the limit")
        }
        guard usage.sizeBytes + file.sizeBytes <= limits.callerBytes else {
            throw UploadError(.quota, "the files of the caller have more than \(limits.callerBytes >> 20) MiB together")
        }
    }

    /// Finds a file that is about to be used, and keeps it for as long as a new one.
    ///
    /// - Parameters:
    ///   - id: Its name.
    ///   - owner: Who asks.
    /// - Returns: The record; `nil` when there is no such file of the caller, or it has expired.
    /// - Throws: `RunStoreError`.
    package nonisolated func use(_ id: String, of owner: String?) async throws(RunStoreError) -> ServerFile? {
        guard let file = try await file(id, of: owner) else { return nil }
        try await database.keepFile(id, until: Date().addingTimeInterval(limits.keep / .seconds(1)))
        return file
    }

    /// Finds a file.
    ///
    /// - Parameters:
    ///   - id: Its name.
    ///   - owner: Who asks.
    /// - Returns: The record; `nil` when there is no such file of the caller, or it has expired.
    /// - Throws: `RunStoreError`.
    package nonisolated func file(_ id: String, of owner: String?) async throws(RunStoreError) -> ServerFile? {
        try await database.file(id, of: owner, at: Date())
    }

    /// Lists the files of a caller, newest first.
    ///
    /// - Parameters:
    ///   - owner: The caller.
    ///   - after: Only files that come after this place in the list.
    ///   - limit: The greatest number of files.
    /// - Returns: The records.
    /// - Throws: `RunStoreError`.
    package nonisolated func files(
        of owner: String?,
        after: ServerFilePosition?,
        limit: Int
    ) async throws(RunStoreError) -> [ServerFile] {
        try await database.files(of: owner, after: after, limit: limit, at: Date())
    }

    /// Deletes a file of a caller.
    ///
    /// - Returns: Whether there was one.
    /// - Throws: `RunStoreError`.
    package func remove(_ id: String, of owner: String?) async throws(RunStoreError) -> Bool {
        await beginChange()
        defer { endChange() }
        let (found, unused) = try await database.removeFile(id, of: owner)
        if let unused { unlink(path(unused)) }
        return found
    }

    /// Deletes files that have expired.
    ///
    /// - Throws: `RunStoreError`.
    package func removeExpired() async throws(RunStoreError) {
        await beginChange()
        defer { endChange() }
        for sha256 in try await database.removeFiles(expiredAt: Date()) { unlink(path(sha256)) }
    }
}

// MARK: - One change at a time

extension FileShelf {
    private func beginChange() async {
        while isChanging { await withCheckedContinuation { waiting.append($0) } }
        isChanging = true
    }

    private func endChange() {
        isChanging = false
        if !waiting.isEmpty { waiting.removeFirst().resume() }
    }
}

// MARK: - Names and directories

extension FileShelf {
    /// A name that cannot be guessed: 130 random bits.
    private static func randomName() -> String {
        let digits = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        return String(decoding: (0..<26).map { _ in digits[Int.random(in: 0..<32)] }, as: UTF8.self)
    }

    /// The last part of a name without control characters; `nil` when nothing is left.
    private static func plainName(_ name: String) -> String? {
        let last = name.split { $0 == "/" || $0 == "\\" }.last ?? ""
        let plain = String(
            String.UnicodeScalarView(last.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F })
        )
        return plain.isEmpty || plain == "." || plain == ".." ? nil : String(plain.prefix(200))
    }

    private static func createDirectory(_ path: String) throws(UploadError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw UploadError(.unusable, "the directory '\(path)' cannot be created: \(error)")
        }
    }
}
