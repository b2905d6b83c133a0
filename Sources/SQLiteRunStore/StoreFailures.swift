internal import GRDB
internal import Glibc
internal import RunStore
internal import SystemReasons

/// Errors about the file of a store.
extension RunStoreError {
    private static let elsewhere = "choose another file with --state or RUNNER_STATE"

    /// The file or its directory cannot be opened or created; `reason` is an `errno`.
    static func cannotOpen(_ path: String, reason: Int32) -> RunStoreError {
        let help =
            switch reason {
            case EACCES, EPERM, EROFS: "make the file and its directory writable for you, or \(elsewhere)"
            case ENOSPC, EDQUOT: "free some space on the disk, or \(elsewhere)"
            default: elsewhere
            }
        let text = SystemReason.text(reason)
        return RunStoreError(.unusable, "the store of runs '\(path)' cannot be opened: \(text)", help: help)
    }

    /// The path is not that of a regular file.
    static func notAFile(_ path: String) -> RunStoreError {
        RunStoreError(.unusable, "'\(path)' is not a file and cannot be the store of runs", help: elsewhere)
    }

    /// The database belongs to another program.
    static func foreignDatabase(_ path: String) -> RunStoreError {
        RunStoreError(
            .unusable,
            "'\(path)' is a database of another program, not a store of runs",
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

    /// The database holds a value that no version writes.
    static func damaged(_ path: String, _ what: String) -> RunStoreError {
        RunStoreError(
            .unusable,
            "the store of runs '\(path)' is damaged: \(what)",
            help: "keep a copy of the file and of those beside it (-wal, -shm), and \(elsewhere); "
                + "'sqlite3 FILE .recover' may recover the contents"
        )
    }

    /// Translates any error of a database access.
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
                "another process has locked the store of runs '\(path)'",
                help: "try again; if the error persists, look for a process that has the file open, such as a backup"
            )
        case .SQLITE_NOTADB:
            self.init(.unusable, "'\(path)' is not a store of runs", help: Self.elsewhere)
        case .SQLITE_CORRUPT:
            self = .damaged(path, text)
        case .SQLITE_FULL:
            self.init(
                .unusable,
                "the store of runs '\(path)' cannot grow: no space left",
                help: "free some space on the disk; nothing that was recorded is lost"
            )
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            self.init(
                .unusable,
                "the store of runs '\(path)' cannot be written: \(text)",
                help: "make the file and its directory writable for you, or \(Self.elsewhere)"
            )
        case .SQLITE_IOERR:
            self.init(
                .unusable,
                "the store of runs '\(path)' cannot be read or written: \(text) (\(error.extendedResultCode.rawValue))",
                help: "check the disk, or \(Self.elsewhere); the store cannot be on a network file system"
            )
        default:
            let sql = error.sql.map { ", in: \($0.prefix(200))" } ?? ""
            self.init(
                .unusable,
                "the store of runs '\(path)' refused a change: \(text) (\(error.extendedResultCode.rawValue))\(sql)",
                help: "this is a bug in runner; please report it"
            )
        }
    }
}
