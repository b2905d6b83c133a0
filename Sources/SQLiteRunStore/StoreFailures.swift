internal import GRDB
internal import Glibc
internal import RunStore

/// What can be wrong with the file of a store, in the user's terms.
extension RunStoreError {
    private static let elsewhere = "name another file with --state or RUNNER_STATE"

    /// The file or its folder cannot be opened or made; `reason` is an `errno`.
    static func cannotOpen(_ path: String, reason: Int32) -> RunStoreError {
        let help =
            switch reason {
            case EACCES, EPERM, EROFS: "make its folder and the file writable for you, or \(elsewhere)"
            case ENOSPC, EDQUOT: "make room on the disk, or \(elsewhere)"
            default: elsewhere
            }
        let text = String(cString: strerror(reason))
        return RunStoreError(.unusable, "the store of runs '\(path)' cannot be opened: \(text)", help: help)
    }

    /// There is something else than a file.
    static func notAFile(_ path: String) -> RunStoreError {
        RunStoreError(.unusable, "'\(path)' is not a file and cannot be the store of runs", help: elsewhere)
    }

    /// The database holds other things.
    static func foreignDatabase(_ path: String) -> RunStoreError {
        RunStoreError(
            .unusable,
            "'\(path)' is a database of another program and not a store of runs",
            help: elsewhere
        )
    }

    /// The database has migrations that this program does not know.
    static func newerVersion(_ path: String) -> RunStoreError {
        RunStoreError(
            .newerVersion,
            "the store of runs '\(path)' was written by a newer version of runner",
            help: "update runner, or \(elsewhere)"
        )
    }

    /// A value in the database is none that was ever written.
    static func damaged(_ path: String, _ what: String) -> RunStoreError {
        RunStoreError(
            .unusable,
            "the store of runs '\(path)' is damaged: \(what)",
            help: "copy the file and those beside it (-wal, -shm) to a safe place, and \(elsewhere); "
                + "'sqlite3 FILE .recover' may save what is in the copy"
        )
    }

    /// Translates whatever a database access throws.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - path: Where the store is.
    init(_ error: any Error, at path: String) {
        if let error = error as? RunStoreError {
            self = error
        } else if let error = error as? DatabaseError {
            self.init(error, at: path)
        } else {
            self = .damaged(path, "\(error)")
        }
    }

    private init(_ error: DatabaseError, at path: String) {
        let text = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
            self.init(
                .unusable,
                "another process keeps the store of runs '\(path)' to itself",
                help: "try again; if it lasts, look for a process that has the file open, such as a backup"
            )
        case .SQLITE_NOTADB:
            self.init(.unusable, "'\(path)' is not a store of runs", help: Self.elsewhere)
        case .SQLITE_CORRUPT:
            self = .damaged(path, text)
        case .SQLITE_FULL:
            self.init(
                .unusable,
                "the store of runs '\(path)' cannot grow: no space left",
                help: "make room on the disk; nothing that was recorded is lost"
            )
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            self.init(
                .unusable,
                "the store of runs '\(path)' cannot be written: \(text)",
                help: "make its folder and the file writable for you, or \(Self.elsewhere)"
            )
        case .SQLITE_IOERR:
            self.init(
                .unusable,
                "the store of runs '\(path)' cannot be read or written: \(text) (\(error.extendedResultCode.rawValue))",
                help: "check the disk, or \(Self.elsewhere); a network folder cannot hold the store"
            )
        default:
            let sql = error.sql.map { ", in: \($0.prefix(200))" } ?? ""
            self.init(
                .unusable,
                "the store of runs '\(path)' refused a change: \(text) (\(error.extendedResultCode.rawValue))\(sql)",
                help: "this is a mistake in runner; please report it"
            )
        }
    }
}
