internal import Diagnostics
package import ErrorReporting
internal import FoundationEssentials
internal import Glibc

/// What already has the name that an output is to have; a symbolic link to a file or a directory is not followed.
package enum PathOccupant: Sendable, Hashable {
    /// A file with bytes, which can be replaced.
    case file
    /// A directory.
    case directory
    /// A symbolic link, and where it leads.
    case link(target: String)
    /// A pipe with a name.
    case pipe
    /// A socket.
    case socket
    /// A device, such as `/dev/null`.
    case device

    /// Looks at a path; `nil` when nothing has that name.
    package init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        var target = stat()
        // '/dev/stdout' is a link as well, but what matters to its user is where it leads.
        if status.st_mode & S_IFMT == S_IFLNK, stat(path, &target) == 0,
            ![S_IFREG, S_IFDIR].contains(target.st_mode & S_IFMT)
        {
            status = target
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: self = .file
        case S_IFDIR: self = .directory
        case S_IFLNK:
            self = .link(target: (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) ?? "")
        case S_IFIFO: self = .pipe
        case S_IFSOCK: self = .socket
        default: self = .device
        }
    }

    /// Whether it may be replaced at all, if the user asks for it.
    package var isReplaceable: Bool { self == .file }

    /// Why it is not replaced.
    ///
    /// - Parameter path: Its path.
    /// - Returns: `cannot-write`.
    package func refusal(of path: String) -> RunnerError {
        let (what, help) =
            switch self {
            case .file: ("a file", "choose another name with -o")
            case .directory: ("a directory", "add a '/' to write into it")
            case .link(let target):
                (
                    "a symbolic link to \(quoted(target)), and only regular files are replaced",
                    "choose another file with -o, or remove the link"
                )
            case .pipe:
                (
                    "a pipe, and only regular files are replaced",
                    "write to a file with -o, and copy that to the pipe: cat FILE > PIPE"
                )
            case .socket: ("a socket, and only regular files are replaced", "choose another file with -o")
            case .device: ("a device, and only regular files are replaced", "choose another file with -o")
            }
        return RunnerError(.cannotWrite, "the output '\(path)' is \(what)", help: help)
    }
}
