internal import Addresses
internal import Diagnostics
internal import FoundationEssentials
internal import Glibc
internal import ModelSupply
internal import SystemReasons

/// Why a path does not lead to a file that can be read.
package enum FileProblem: Sendable, Hashable {
    /// There is nothing.
    case missing
    /// It is a symbolic link to something that does not exist.
    case dangling(target: String)
    /// It is a directory.
    case directory
    /// It is a pipe, a device or a socket.
    case special
    /// It cannot be read with the user's permissions.
    case forbidden
    /// It has no bytes.
    case empty
    /// Another reason of the system.
    case other(Int32)

    /// Looks at a path; `nil` for a file with bytes that can be read.
    package init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            switch errno {
            case ENOENT, ENOTDIR: self = Self.target(of: path).map { .dangling(target: $0) } ?? .missing
            case EACCES: self = .forbidden
            case let number: self = .other(number)
            }
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: self = .directory
        case S_IFREG where access(path, R_OK) != 0: self = .forbidden
        case S_IFREG where status.st_size == 0: self = .empty
        case S_IFREG: return nil
        default: self = .special
        }
    }

    private static func target(of path: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    }

    /// What is wrong.
    ///
    /// - Parameter shown: What to call the file.
    /// - Returns: One phrase.
    package func message(_ shown: String) -> String {
        switch self {
        case .missing: "there is no file \(shown)"
        case .dangling(let target): "\(shown) is a link to \(quoted(target)), which does not exist"
        case .directory: "\(shown) is a directory"
        case .special: "\(shown) is not a file but a pipe or a device"
        case .forbidden: "\(shown) cannot be read: permission denied"
        case .empty: "\(shown) is empty"
        case .other(let number): "\(shown) cannot be read: \(SystemReason.text(number))"
        }
    }

    /// What to do.
    ///
    /// - Parameters:
    ///   - path: The path.
    ///   - wanted: What the input needs, "an image".
    /// - Returns: One phrase.
    package func help(_ path: String, wanted: String) -> String {
        switch self {
        case .missing:
            Self.home(path) ?? Self.suggestion(for: path) ?? "check the name; paths start at the working directory"
        case .dangling: "use the file itself, or correct the link"
        case .directory: "choose \(wanted) in it"
        case .special: "write it to a file first, or pass it on standard input as '-'"
        case .forbidden: "check its permissions with 'ls -l'"
        case .empty: "check that it was written completely"
        case .other: "check the path"
        }
    }

    private static func home(_ path: String) -> String? {
        guard let meant = FilePath.inHome(path, home: ProcessInfo.processInfo.environment["HOME"]),
            FileManager.default.fileExists(atPath: meant)
        else { return nil }
        return "the shell did not expand '~'; write \(CommandText.word(meant))"
    }

    private static func suggestion(for path: String) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let parent = parts.dropLast().joined(separator: "/")
        let place = parts.count == 1 ? "." : parent.isEmpty ? "/" : parent
        guard let name = parts.last, let names = try? FileManager.default.contentsOfDirectory(atPath: place) else {
            return nil
        }
        let others = names.sorted().filter { !$0.utf8.elementsEqual(name.utf8) }
        let whole = { (name: String) in parts.count == 1 ? name : "\(parent)/\(name)" }
        if let twin = others.first(where: { LookAlike($0) == LookAlike(name) }) {
            return "there is \(quoted(whole(twin))), which only looks the same: it is spelled "
                + "\(LookAlike.spelled(twin)), and you wrote \(LookAlike.spelled(name))"
        }
        return nearest(to: name, in: others).map { near in
            // Letters of other scripts can look the same: a Cyrillic 'а' and a Latin 'a'.
            let isPlain = near.utf8.allSatisfy { $0 < 0x80 } && name.utf8.allSatisfy { $0 < 0x80 }
            let spelling =
                isPlain ? "" : " It is spelled \(LookAlike.spelled(near)), and you wrote \(LookAlike.spelled(name))"
            return "did you mean \(quoted(whole(near)))?\(spelling)"
        }
    }
}

/// A text without what a reader cannot see, so that names that look the same are equal.
private struct LookAlike: Equatable {
    private let letters: String

    init(_ text: String) {
        var letters = ""
        for scalar in text.unicodeScalars where !scalar.properties.isDefaultIgnorableCodePoint {
            letters.unicodeScalars.append(scalar.properties.generalCategory == .spaceSeparator ? " " : scalar)
        }
        self.letters = letters
    }

    /// A text with everything but ASCII as escapes.
    static func spelled(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            scalar.isASCII && scalar.value >= 0x20
                ? String(Character(scalar)) : "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
        return "'\(escaped.joined())'"
    }
}
