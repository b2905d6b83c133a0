internal import Addresses
package import ErrorReporting
internal import FoundationEssentials
internal import Glibc

/// Where a model comes from: what the user wrote, checked.
package struct ModelOrigin: Sendable, Hashable {
    /// The kind of a source.
    enum Kind: Sendable, Hashable {
        /// A local directory.
        case directory(String)
        /// A local archive.
        case archive(String)
        /// A link to an archive.
        case link(String)
        /// A Git repository, at a branch, tag or commit; `nil` for its `HEAD`.
        case git(url: String, reference: String?)
    }

    /// The kind of source.
    let kind: Kind
    /// The source as it is written to the lock, without secrets.
    let recorded: String
    /// The directory of the source that the model is in, without leading or trailing slashes.
    let path: String?

    /// Reads what the user wrote.
    ///
    /// - Parameters:
    ///   - text: A directory, a tar file, a link to one, or a Git repository, optionally with `#REF` or `#REF:PATH`.
    ///   - path: The directory of the source that the model is in.
    /// - Throws: `RunnerError` with `usage`.
    package init(_ text: String, path: String?) throws(RunnerError) {
        let (base, fragment) = Self.split(text)
        let parts = (fragment ?? "").split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let reference = parts.first.map(String.init).flatMap { $0.isEmpty ? nil : $0 }
        let inner = parts.count > 1 ? String(parts[1]) : nil
        if let inner, let path, inner != path {
            throw Self.usage(
                text,
                "specifies the directory '\(inner)' and --path another one",
                help: "give only one of them"
            )
        }
        self.path = try (path ?? inner).map { (path) throws(RunnerError) in try Self.checked(path: path) }
        guard !base.isEmpty, !base.hasPrefix("-"),
            base.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            throw Self.usage(
                text,
                "is not a source",
                help: "use a directory, a tar file, a link to one, or a Git repository"
            )
        }
        if let kind = try Self.remote(base, reference) {
            if case .link = kind, fragment != nil {
                throw Self.usage(base, "is an archive, which cannot have a '#'", help: "give the directory with --path")
            }
            self.kind = kind
            recorded = String(base.prefix { $0 != "?" })
            return
        }
        let real = FilePath.absolute(text)
        var status = stat()
        if stat(real, &status) == 0 {
            recorded = URL(filePath: real).standardized.path
            switch status.st_mode & S_IFMT {
            case S_IFDIR where FileManager.default.fileExists(atPath: "\(real)/HEAD") && text.hasSuffix(".git"):
                kind = .git(url: "file://\(recorded)", reference: nil)
            case S_IFDIR: kind = .directory(real)
            case S_IFREG: kind = .archive(real)
            default: throw Self.usage(text, "is neither a directory nor a file", help: "use a directory or a tar file")
            }
            return
        }
        let bare = FilePath.absolute(base)
        guard fragment != nil, stat(bare, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw Self.usage(
                text,
                "does not exist",
                help: "use a directory, a tar file, an https link to one, or a Git repository that ends in .git"
            )
        }
        recorded = URL(filePath: bare).standardized.path
        kind = .git(url: "file://\(recorded)", reference: try Self.checked(reference: reference))
    }
}

// MARK: - Parts

extension ModelOrigin {
    /// Splits at the last `#`, unless a file has that name.
    private static func split(_ text: String) -> (String, String?) {
        guard let mark = text.lastIndex(of: "#"), access(text, F_OK) != 0 else { return (text, nil) }
        return (String(text[..<mark]), String(text[text.index(after: mark)...]))
    }

    /// Reads an address; `nil` for a path.
    private static func remote(_ text: String, _ reference: String?) throws(RunnerError) -> Kind? {
        let reference = try checked(reference: reference)
        guard let colon = text.firstRange(of: "://") else {
            // user@host:path, as ssh and git write it.
            guard let at = text.firstIndex(of: "@"), let mark = text[at...].firstIndex(of: ":"),
                !text[..<mark].contains("/"), access(text, F_OK) != 0
            else {
                if text.contains("::") {
                    throw usage(text, "specifies a Git remote helper", help: "use an https, ssh or file address")
                }
                return nil
            }
            guard isPlainHost(text[text.index(after: at)..<mark]), !text[..<at].hasPrefix("-") else {
                throw usage(text, "has no valid host", help: "use git@HOST:PATH.git")
            }
            return .git(url: text, reference: reference)
        }
        let rest = text[colon.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let isGit = rest.prefix { $0 != "?" }.hasSuffix(".git")
        switch String(text[..<colon.lowerBound]) {
        case "https", "http":
            switch LinkCheck.judge(text, allowsLoopback: LinkCheck.isLoopback(authority)) {
            case .accepted: return isGit ? .git(url: text, reference: reference) : .link(text)
            case .refused(let reason, let help): throw usage(shown(text), "cannot be used: \(reason)", help: help)
            case .notALink: throw usage(shown(text), "cannot be used", help: "use https://HOST/PATH")
            }
        case "ssh":
            let host = authority.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = host.last, isPlainHost(name.prefix { $0 != ":" }),
                host.first?.contains(":") != true || host.count == 1
            else { throw usage(shown(text), "has no valid host", help: "use ssh://git@HOST/PATH.git") }
            return .git(url: text, reference: reference)
        case "file" where authority.isEmpty && isGit:
            return .git(url: text, reference: reference)
        case "file":
            throw usage(text, "does not end in .git", help: "use a path for a directory or a tar file")
        default:
            throw usage(shown(text), "has a scheme that is not allowed", help: "use https, ssh or a path")
        }
    }

    /// The address without parts that may be secret.
    private static func shown(_ text: String) -> String {
        let address = text.prefix { !"?#".contains($0) }
        guard let at = address.lastIndex(of: "@"), let colon = address.firstRange(of: "://") else {
            return String(address)
        }
        return "\(address[..<colon.upperBound])\(address[address.index(after: at)...])"
    }

    private static func isPlainHost(_ host: some StringProtocol) -> Bool {
        !host.isEmpty && !host.hasPrefix("-")
            && host.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || "0123456789.-_[]".unicodeScalars.contains($0)
            }
    }

    private static func checked(reference: String?) throws(RunnerError) -> String? {
        guard let reference else { return nil }
        let isPlain = reference.unicodeScalars.allSatisfy { scalar in
            scalar.value > 0x20 && scalar.value != 0x7F && !"~^:?*[\\+".unicodeScalars.contains(scalar)
        }
        guard isPlain, !reference.hasPrefix("-"), !reference.contains(".."), !reference.contains("@{") else {
            throw usage(
                reference,
                "is not a branch, tag or commit",
                help: "use #NAME with a branch, a tag or a full commit id"
            )
        }
        return reference
    }

    private static func checked(path: String) throws(RunnerError) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard !path.hasPrefix("/"), !parts.contains(where: { $0.hasPrefix(".") }) else {
            throw usage(
                path,
                "is not a directory in the source",
                help: "use a path in the source, such as models/hello"
            )
        }
        return parts.joined(separator: "/")
    }

    private static func usage(_ what: String, _ problem: String, help: String) -> RunnerError {
        RunnerError(.usage, "'\(what)' \(problem)", help: help)
    }
}
