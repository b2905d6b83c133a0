internal import RunRows
package import RunStore

extension PostgresRunDatabase {
    package func examine() async -> [StoreRemark] {
        do {
            let address = address
            return try await pool.withMember { member in
                let isPooled = try member.connected().isPooled(within: member.limits.answer)
                let isEncrypted = try member.connected().isEncrypted
                return try member.transaction(isWrite: false) { transaction in
                    try Self.remarks(transaction, address, isPooled: isPooled, isEncrypted: isEncrypted)
                }
            }
        } catch {
            let error = RunStoreError(error, at: address)
            return [StoreRemark(error.message, isWarning: true, help: error.help)]
        }
    }

    private static func remarks(
        _ transaction: PostgresTransaction,
        _ address: PostgresAddress,
        isPooled: Bool,
        isEncrypted: Bool
    ) throws -> [StoreRemark] {
        let row = try transaction.rows(
            """
            SELECT current_setting('server_version'), (SELECT max(version) FROM migrations),
                current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'),
                (SELECT rolsuper FROM pg_roles WHERE rolname = current_user), current_user::text
            """
        ).first
        guard let row else { return [] }
        var reader = ColumnReader(row, isShared: true)
        let version: String = try reader.next()
        let schema: Int = try reader.next()
        let way = isEncrypted ? "encrypted" : address.isLocal ? "on this machine" : "not encrypted"
        var remarks = [StoreRemark("'\(address)' is PostgreSQL \(version), schema \(schema), \(way)")]
        remarks += safety(address, isEncrypted: isEncrypted)
        for setting in ["fsync", "synchronous_commit", "full_page_writes"] where try reader.next(String.self) == "off" {
            remarks.append(
                StoreRemark(
                    "the database has '\(setting)' switched off, so what is recorded can be lost in a power failure",
                    isWarning: true,
                    help: "switch it on: ALTER SYSTEM SET \(setting) = on"
                )
            )
        }
        if try reader.next(Bool?.self) == true {
            remarks.append(
                StoreRemark(
                    "the role '\(try reader.next(String.self))' is a superuser, which runner never needs",
                    isWarning: true,
                    help: "use a separate role with few privileges; see docs/fleet.md"
                )
            )
        }
        if isPooled {
            remarks.append(
                StoreRemark(
                    "there is a pooler in front of the database, so new runs are found by polling and not by notifications",
                    isWarning: true,
                    help: "for a quicker start of runs, use the address of the server itself"
                )
            )
        }
        if transaction.skew != 0 {
            let seconds = abs(transaction.skew) / 1_000
            remarks.append(
                StoreRemark(
                    "this machine's clock is \(seconds) s \(transaction.skew > 0 ? "ahead of" : "behind") the database's",
                    isWarning: true,
                    help:
                        "synchronize both with NTP; leases follow the database's clock, all other times this machine's"
                )
            )
        }
        return remarks + (try upkeep(transaction))
    }

    /// Whether others on the network can read or answer.
    private static func safety(_ address: PostgresAddress, isEncrypted: Bool) -> [StoreRemark] {
        guard !address.isLocal, let mode = address.weakerMode else { return [] }
        let what = isEncrypted ? "does not verify the server's identity" : "is not encrypted"
        return [
            StoreRemark(
                "with sslmode=\(mode), the connection \(what)",
                isWarning: true,
                help: "omit sslmode; the default is verify-full; see docs/fleet.md"
            )
        ]
    }

    /// What makes a database slower and slower.
    private static func upkeep(_ transaction: PostgresTransaction) throws -> [StoreRemark] {
        var remarks: [StoreRemark] = []
        let invalid = try transaction.all(
            """
            SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'runner' AND NOT i.indisvalid ORDER BY 1
            """
        ) { try $0.next(String.self) }
        for name in invalid {
            remarks.append(
                StoreRemark(
                    "the index '\(name)' is invalid, so queries read whole tables",
                    isWarning: true,
                    help: "build it again: REINDEX INDEX runner.\(name)"
                )
            )
        }
        let oldest: Int? = try transaction.value(
            """
            SELECT floor(extract(epoch FROM max(clock_timestamp() - xact_start)) / 60)::bigint FROM pg_stat_activity
            WHERE datname = current_database() AND xact_start < clock_timestamp() - interval '1 hour'
            """
        )
        if let minutes = oldest {
            remarks.append(
                StoreRemark(
                    "a transaction has been open for \(minutes) minutes, so rows that are not needed cannot be removed",
                    isWarning: true,
                    help: "look for it in pg_stat_activity, and end it with pg_terminate_backend(PID)"
                )
            )
        }
        return remarks
    }
}
