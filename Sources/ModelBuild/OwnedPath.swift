internal import Glibc

/// A path that code is loaded from, and who can write there.
package struct OwnedPath: Sendable {
    /// The path.
    package let path: String

    /// Names a path.
    ///
    /// - Parameter path: An absolute path of a file or a directory.
    package init(_ path: String) {
        self.path = path
    }

    /// Finds out who else could have put something there.
    ///
    /// - Parameter trusted: The users whose code runs here anyway.
    /// - Returns: A clause that says what is wrong and how to fix it; `nil` if only trusted users can write there.
    package func objection(trusting trusted: Set<UInt32>) -> String? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return "'\(path)' cannot be read" }
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG || kind == S_IFDIR else { return "'\(path)' is neither a file nor a directory" }
        guard trusted.contains(status.st_uid) else {
            return "'\(path)' belongs to another user (copy it as yourself or as root)"
        }
        guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            return "other users can write to '\(path)' (fix that with: chmod go-w '\(path)')"
        }
        return nil
    }

    /// Finds out who else could put another file or directory in the place of this one.
    ///
    /// A directory that everyone can write to is harmless if its sticky bit is set, as that of `/tmp` is: there, only
    /// the owner of an entry can rename it.
    ///
    /// - Parameter trusted: The users whose code runs here anyway.
    /// - Returns: A clause that says what is wrong and how to fix it; `nil` if only trusted users can.
    package func parentObjection(trusting trusted: Set<UInt32>) -> String? {
        guard let real = realpath(path, nil) else { return "'\(path)' cannot be read" }
        defer { free(real) }
        var parts = String(cString: real).split(separator: "/")
        while parts.popLast() != nil {
            let parent = "/" + parts.joined(separator: "/")
            var status = stat()
            guard stat(parent, &status) == 0 else { return "'\(parent)' cannot be read" }
            guard trusted.contains(status.st_uid) else { return "'\(parent)' belongs to another user" }
            guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 || status.st_mode & S_ISVTX != 0 else {
                return "other users can write to '\(parent)' (fix that with: chmod go-w '\(parent)')"
            }
        }
        return nil
    }

    /// The user that owns a file, and the users whose code runs here anyway: this one and the administrator.
    ///
    /// - Parameter program: The running program; its owner could have put anything into it.
    /// - Returns: The numbers of users.
    package static func trustedUsers(program: String) -> Set<UInt32> {
        var status = stat()
        return stat(program, &status) == 0 ? administratorAndSelf.union([status.st_uid]) : administratorAndSelf
    }

    /// The administrator and this user.
    package static var administratorAndSelf: Set<UInt32> { [0, geteuid()] }
}
