package import FoundationEssentials
internal import InferenceKit
package import RunStore

/// A file as a row of the table `files`.
package enum FileRow {
    private static let columns = "id, sha256, size, name, content_type, metadata, owner, created, expires"

    /// Selects files; a condition follows.
    static let selection: SQL = "SELECT \(SQL(text: columns)) FROM files "

    /// The condition of a file whose bytes are read by a run that has not ended, or may be submitted again.
    static let isNeeded: SQL = """
        EXISTS (SELECT 1 FROM runs WHERE (\(SQL.isOpen) OR runs.status = 'unknown')
            AND runs.input_files LIKE '%' || files.sha256 || '%')
        """

    /// A page of one caller's files, newest first.
    package static func page(of owner: String?, _ after: ServerFilePosition?, _ limit: Int, at time: Date) -> SQL {
        selection + """
            WHERE coalesce(owner, '') = \(owner ?? "")
                AND (created, id) < (\(after?.created.milliseconds ?? .max), \(after?.id ?? ""))
                AND expires > \(time)
            ORDER BY created DESC, id DESC LIMIT \(max(0, limit))
            """
    }

    /// Inserts a file.
    static func insertion(_ file: ServerFile) throws -> SQL {
        .insertion(
            into: "files",
            columns,
            [
                file.id, file.sha256, file.sizeBytes, file.name, file.contentType,
                try JSONText.encode(file.metadata), file.owner, file.created, file.expires,
            ]
        )
    }

    /// Reads a file.
    ///
    /// - Parameter row: What ``selection`` gives.
    /// - Returns: The file.
    /// - Throws: When the row holds something else.
    static func file(_ row: inout ColumnReader) throws -> ServerFile {
        ServerFile(
            id: try row.next(),
            sha256: try row.next(),
            sizeBytes: try row.next(),
            name: try row.next(),
            contentType: try row.next(),
            metadata: try row.json(),
            owner: try row.next(),
            created: try row.next(),
            expires: try row.next()
        )
    }
}
