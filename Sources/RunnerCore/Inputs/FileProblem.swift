internal import Diagnostics
internal import FoundationEssentials
internal import Glibc

/// Why a path does not lead to a file that can be read.
enum FileProblem: Sendable, Hashable {
    /// There is nothing.
    case missing
    /// It is a folder.
    case folder
    /// It is a pipe, a device or a socket.
    case special
    /// It may not be read.
    case forbidden
    /// It has no bytes.
    case empty
    /// Another reason of the system.
    case other(Int32)

    /// Looks at a path; `nil` when it is a file with bytes that can be read.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            switch errno {
            case ENOENT, ENOTDIR: self = .missing
            case EACCES: self = .forbidden
            case let number: self = .other(number)
            }
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: self = .folder
        case S_IFREG where access(path, R_OK) != 0: self = .forbidden
        case S_IFREG where status.st_size == 0: self = .empty
        case S_IFREG: return nil
        default: self = .special
        }
    }

    /// What was found.
    func message(_ shown: String) -> String {
        switch self {
        case .missing: "there is no file \(shown)"
        case .folder: "\(shown) is a folder"
        case .special: "\(shown) is not a file but a pipe or a device"
        case .forbidden: "\(shown) may not be read"
        case .empty: "\(shown) is empty"
        case .other(let number): "\(shown) cannot be read: \(String(cString: strerror(number)))"
        }
    }

    /// What to do.
    func help(_ path: String, wanted: String) -> String {
        switch self {
        case .missing:
            near(path).map { "did you mean '\($0)'?" } ?? "check the name; paths start at the working directory"
        case .folder: "name \(wanted) in it"
        case .special: "write it to a file first, or pass it on standard input as '-'"
        case .forbidden: "check its permissions with 'ls -l'"
        case .empty: "check that it was written completely"
        case .other: "check the path"
        }
    }

    private func near(_ path: String) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let folder = parts.dropLast().joined(separator: "/")
        let place = parts.count == 1 ? "." : folder.isEmpty ? "/" : folder
        guard let name = parts.last, let names = try? FileManager.default.contentsOfDirectory(atPath: place) else {
            return nil
        }
        return nearest(to: name, in: names.sorted()).map { parts.count == 1 ? $0 : "\(folder)/\($0)" }
    }
}
