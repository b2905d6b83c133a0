package import FoundationEssentials
internal import GRDB
internal import InferenceKit
package import RunStore

extension SQLiteRunDatabase {
    package func add(_ file: ServerFile) async throws(RunStoreError) {
        try await write(.disk) { database in
            try database.run(
                "INSERT INTO files (\(FileRow.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    file.id, file.sha256, file.sizeBytes, file.name, file.contentType,
                    try JSONText.encode(file.metadata), file.owner, file.created.milliseconds,
                    file.expires.milliseconds,
                ]
            )
        }
    }

    package func file(
        _ id: String,
        of owner: String?,
        at time: Date
    ) async throws(RunStoreError) -> ServerFile? {
        try await read { database in
            let condition = "WHERE id = ? AND coalesce(owner, '') = ? AND expires > ?"
            return try database.row(FileRow.selection + condition, [id, owner ?? "", time.milliseconds])
                .map(FileRow.file)
        }
    }

    package func files(
        of owner: String?,
        after: ServerFilePosition?,
        limit: Int,
        at time: Date
    ) async throws(RunStoreError) -> [ServerFile] {
        try await read { database in
            let position: StatementArguments = [after?.created.milliseconds ?? .max, after?.id ?? ""]
            return try database.rows(
                FileRow.selection + FileRow.page,
                [owner ?? ""] + position + [time.milliseconds, max(0, limit)]
            ).map(FileRow.file)
        }
    }

    package func keepFile(_ id: String, until time: Date) async throws(RunStoreError) {
        try await write { database in
            let time = time.milliseconds
            try database.run("UPDATE files SET expires = ? WHERE id = ? AND expires < ?", [time, id, time])
        }
    }

    package func removeFile(
        _ id: String,
        of owner: String?
    ) async throws(RunStoreError) -> (found: Bool, unused: String?) {
        try await write { database in
            let condition = "WHERE id = ? AND coalesce(owner, '') = ?"
            guard let row = try database.row("SELECT sha256 FROM files \(condition)", [id, owner ?? ""]) else {
                return (false, nil)
            }
            let content: String = try row.decode(atIndex: 0)
            try database.run("DELETE FROM files \(condition)", [id, owner ?? ""])
            return (true, try database.isUsed(content) ? nil : content)
        }
    }

    package func removeFiles(expiredAt time: Date) async throws(RunStoreError) -> [String] {
        try await write { database in
            let old = "FROM files WHERE expires <= ?"
            let contents = try database.rows("SELECT DISTINCT sha256 \(old)", [time.milliseconds])
                .map { try $0.decode(String.self, atIndex: 0) }
            try database.run("DELETE \(old)", [time.milliseconds])
            return try contents.filter { try !database.isUsed($0) }
        }
    }
}

extension Database {
    fileprivate func isUsed(_ content: String) throws -> Bool {
        try row("SELECT 1 FROM files WHERE sha256 = ? LIMIT 1", [content]) != nil
    }
}

/// A file as a row of the table `files`.
enum FileRow {
    /// The columns, in the order in which they are written and read.
    static let columns = "id, sha256, size, name, content_type, metadata, owner, created, expires"

    /// Selects files; a condition follows.
    static let selection = "SELECT \(columns) FROM files "

    /// The condition of a page of one caller's files, newest first.
    static let page = """
        WHERE coalesce(owner, '') = ? AND (created, id) < (?, ?) AND expires > ?
        ORDER BY created DESC, id DESC LIMIT ?
        """

    /// Reads a file.
    ///
    /// - Parameter row: What ``selection`` gives.
    /// - Returns: The file.
    /// - Throws: When the row holds something else.
    static func file(_ row: Row) throws -> ServerFile {
        var row = RowReader(row)
        return ServerFile(
            id: try row.next(),
            sha256: try row.next(),
            sizeBytes: try row.next(),
            name: try row.next(),
            contentType: try row.next(),
            metadata: try row.json(),
            owner: try row.next(),
            created: Date(milliseconds: try row.next()),
            expires: Date(milliseconds: try row.next())
        )
    }
}
