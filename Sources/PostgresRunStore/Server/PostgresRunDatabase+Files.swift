package import FoundationEssentials
internal import InferenceKit
package import RunStore

extension PostgresRunDatabase {
    package func add(_ file: ServerFile) async throws(RunStoreError) {
        try await write { transaction in
            try transaction.lock("file \(file.sha256)")
            try transaction.run(
                """
                INSERT INTO files (\(FileRow.columns))
                VALUES (\(file.id), \(file.sha256), \(file.sizeBytes), \(file.name), \(file.contentType),
                    \(try JSONText.encode(file.metadata)), \(file.owner), \(file.created.milliseconds),
                    \(file.expires.milliseconds))
                """
            )
        }
    }

    package func file(
        _ id: String,
        of owner: String?,
        at time: Date
    ) async throws(RunStoreError) -> ServerFile? {
        try await read { transaction in
            let condition: SQL =
                "WHERE id = \(id) AND coalesce(owner, '') = \(owner ?? "") AND expires > \(time.milliseconds)"
            return try transaction.row(FileRow.selection + condition).map(FileRow.file)
        }
    }

    package func files(
        of owner: String?,
        after: ServerFilePosition?,
        limit: Int,
        at time: Date
    ) async throws(RunStoreError) -> [ServerFile] {
        try await read { transaction in
            try transaction.rows(FileRow.page(of: owner, after, limit, at: time)).map(FileRow.file)
        }
    }

    package func keepFile(_ id: String, until time: Date) async throws(RunStoreError) {
        let time = time.milliseconds
        try await write { try $0.run("UPDATE files SET expires = \(time) WHERE id = \(id) AND expires < \(time)") }
    }

    package func removeFile(
        _ id: String,
        of owner: String?
    ) async throws(RunStoreError) -> (found: Bool, unused: String?) {
        try await write { transaction in
            let condition: SQL = "WHERE id = \(id) AND coalesce(owner, '') = \(owner ?? "")"
            guard let row = try transaction.row("SELECT sha256 FROM files \(condition)") else { return (false, nil) }
            let content: String = try row.value()
            try transaction.lock("file \(content)")
            try transaction.run("DELETE FROM files \(condition)")
            return (true, try transaction.isUsed(content) ? nil : content)
        }
    }

    package func removeFiles(expiredAt time: Date) async throws(RunStoreError) -> [String] {
        try await write { transaction in
            let rows = try transaction.rows(
                "DELETE FROM files WHERE expires <= \(time.milliseconds) RETURNING sha256"
            )
            let contents = Set(try rows.map { try $0.value(String.self) }).sorted()
            return try contents.filter { content in
                try transaction.lock("file \(content)")
                return try !transaction.isUsed(content)
            }
        }
    }
}

extension PostgresTransaction {
    fileprivate func isUsed(_ content: String) throws -> Bool {
        try row("SELECT 1 FROM files WHERE sha256 = \(content) LIMIT 1") != nil
    }
}

/// A file as a row of the table `files`.
enum FileRow {
    /// The columns, in the order in which they are written and read.
    static let columns: SQL = "id, sha256, size, name, content_type, metadata, owner, created, expires"

    /// Selects files; a condition follows.
    static let selection: SQL = "SELECT \(columns) FROM files "

    /// A page of one caller's files, newest first.
    static func page(of owner: String?, _ after: ServerFilePosition?, _ limit: Int, at time: Date) -> SQL {
        selection + """
            WHERE coalesce(owner, '') = \(owner ?? "")
                AND (created, id) < (\(after?.created.milliseconds ?? .max), \(after?.id ?? ""))
                AND expires > \(time.milliseconds)
            ORDER BY created DESC, id DESC LIMIT \(max(0, limit))
            """
    }

    /// Reads a file.
    ///
    /// - Parameter row: What ``selection`` gives.
    /// - Returns: The file.
    /// - Throws: When the row holds something else.
    static func file(_ row: PostgresRow) throws -> ServerFile {
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
