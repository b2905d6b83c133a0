package import FoundationEssentials
package import RunStore

extension RowStore {
    package func add(_ file: ServerFile) async throws(RunStoreError) {
        try await write(.disk) { transaction in
            try transaction.lock("file \(file.sha256)")
            try transaction.run(try FileRow.insertion(file))
        }
    }

    package func file(
        _ id: String,
        of owner: String?,
        at time: Date
    ) async throws(RunStoreError) -> ServerFile? {
        try await read { transaction in
            let condition: SQL = "WHERE id = \(id) AND coalesce(owner, '') = \(owner ?? "") AND expires > \(time)"
            return try transaction.first(FileRow.selection + condition, FileRow.file)
        }
    }

    package func files(
        of owner: String?,
        after: ServerFilePosition?,
        limit: Int,
        at time: Date
    ) async throws(RunStoreError) -> [ServerFile] {
        try await read { try $0.all(FileRow.page(of: owner, after, limit, at: time), FileRow.file) }
    }

    package func fileUsage(
        of owner: String?,
        at time: Date
    ) async throws(RunStoreError) -> (count: Int, sizeBytes: Int64) {
        try await read { transaction in
            let usage: SQL = """
                SELECT count(*), CAST(coalesce(sum(size), 0) AS bigint) FROM files
                WHERE coalesce(owner, '') = \(owner ?? "") AND (expires > \(time) OR expires = 0)
                """
            return try transaction.first(usage) { (count: try $0.next(Int.self), sizeBytes: try $0.next(Int64.self)) }
                ?? (0, 0)
        }
    }

    package func keepFile(_ id: String, until time: Date) async throws(RunStoreError) {
        let change: SQL = "UPDATE files SET expires = \(time) WHERE id = \(id) AND expires < \(time) AND expires > 0"
        try await write { _ = try $0.run(change) }
    }

    package func removeFile(
        _ id: String,
        of owner: String?
    ) async throws(RunStoreError) -> (found: Bool, unused: String?) {
        try await write { transaction in
            let condition: SQL = "WHERE id = \(id) AND coalesce(owner, '') = \(owner ?? "") AND expires > 0"
            let content: String? = try transaction.value("SELECT sha256 FROM files \(condition)")
            guard let content else { return (false, nil) }
            try transaction.lock("file \(content)")
            if try transaction.finds("SELECT 1 FROM files \(condition) AND \(FileRow.isNeeded)") {
                // Deleted with those that have expired, once the run has ended.
                try transaction.run("UPDATE files SET expires = 0 \(condition)")
                return (true, nil)
            }
            try transaction.run("DELETE FROM files \(condition)")
            return (true, try transaction.isUsed(content) ? nil : content)
        }
    }

    package func removeFiles(expiredAt time: Date) async throws(RunStoreError) -> [String] {
        try await write { transaction in
            let removal: SQL = "DELETE FROM files WHERE expires <= \(time) AND NOT \(FileRow.isNeeded) RETURNING sha256"
            let removed = try transaction.all(removal) { try $0.next(String.self) }
            return try Set(removed).sorted().filter { content in
                try transaction.lock("file \(content)")
                return try !transaction.isUsed(content)
            }
        }
    }
}

extension RowTransaction {
    fileprivate func isUsed(_ content: String) throws -> Bool {
        try finds("SELECT 1 FROM files WHERE sha256 = \(content) LIMIT 1")
    }
}
