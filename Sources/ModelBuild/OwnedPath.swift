internal import Glibc

/// A path that code is loaded from, and who can write there.
package struct OwnedPath: Sendable {
    /// The path.
    package let path: String

    /// Names a path.
    ///
    /// - Parameter path: A file or a folder.
    package init(_ path: String) {
        self.path = path
    }

    /// Finds out who else could have put something there.
    ///
    /// - Parameter trusted: The users whose code runs here anyway.
    /// - Returns: A clause that says what is wrong; `nil` when only trusted users can write there.
    package func objection(trusting trusted: Set<UInt32>) -> String? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return "'\(path)' cannot be looked at" }
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG || kind == S_IFDIR else { return "'\(path)' is neither a file nor a folder" }
        guard trusted.contains(status.st_uid) else {
            return "'\(path)' belongs to another user (copy the bundle as yourself or as root)"
        }
        guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            return "other users can write to '\(path)' (mend that with chmod go-w)"
        }
        return nil
    }

    /// The user that owns a file, and the users whose code runs here anyway: this one and the administrator.
    ///
    /// - Parameter program: The running program: its owner could have put anything into it.
    /// - Returns: The numbers of users.
    package static func trustedUsers(program: String) -> Set<UInt32> {
        var status = stat()
        return stat(program, &status) == 0 ? [0, geteuid(), status.st_uid] : [0, geteuid()]
    }
}
