internal import Addresses
package import ErrorReporting
internal import FoundationEssentials
internal import Glibc

/// Where a model comes from, as the user wrote it, checked.
package struct ModelOrigin: Sendable, Hashable {
    /// How it is got.
    enum Kind: Sendable, Hashable {
        /// A folder of this machine.
        case directory(String)
        /// An archive of this machine.
        case archive(String)
        /// An archive behind a link.
        case link(String)
        /// A Git repository, at the named branch, tag or commit, or else at its `HEAD`.
        case git(url: String, reference: String?)
    }

    /// How it is got.
    let kind: Kind
    /// What the lock says of it; it holds no secret.
    let recorded: String
    /// The folder of the source that the model is in, without slashes around it.
    let path: String?

    /// Reads what the user wrote.
    ///
    /// - Parameters:
    ///   - text: A directory, a tar file, a link to one, or a Git repository, perhaps with `#REF` or `#REF:PATH`.
    ///   - path: The folder of the source that the model is in.
    /// - Throws: ``RunnerError`` with `usage`.
    package init(_ text: String, path: String?) throws(RunnerError) {
        let (base, fragment) = Self.split(text)
        let parts = (fragment ?? "").split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let reference = parts.first.map(String.init).flatMap { $0.isEmpty ? nil : $0 }
        let inner = parts.count > 1 ? String(parts[1]) : nil
        if let inner, let path, inner != path {
            throw Self.usage(text, "names the folder '\(inner)' and --path another", help: "give one of them")
        }
        self.path = try (path ?? inner).map { (path) throws(RunnerError) in try Self.checked(path: path) }
        guard !base.isEmpty, !base.hasPrefix("-"),
            base.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            throw Self.usage(
                text,
                "is no source",
                help: "give a directory, a tar file, a link to one, or a Git repository"
            )
        }
        if let kind = try Self.remote(base, reference) {
            if case .link = kind, fragment != nil {
                throw Self.usage(base, "is an archive, which has no '#'", help: "name the folder with --path")
            }
            self.kind = kind
            recorded = String(base.prefix { $0 != "?" })
            return
        }
        let real = absolutePath(text)
        var status = stat()
        if stat(real, &status) == 0 {
            recorded = URL(filePath: real).standardized.path
            switch status.st_mode & S_IFMT {
            case S_IFDIR where FileManager.default.fileExists(atPath: "\(real)/HEAD") && text.hasSuffix(".git"):
                kind = .git(url: "file://\(recorded)", reference: nil)
            case S_IFDIR: kind = .directory(real)
            case S_IFREG: kind = .archive(real)
            default: throw Self.usage(text, "is neither a directory nor a file", help: "give a directory or a tar file")
            }
            return
        }
        let bare = absolutePath(base)
        guard fragment != nil, stat(bare, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw Self.usage(
                text,
                "is not there",
                help: "give a directory, a tar file, an https link to one, or a Git repository that ends in .git"
            )
        }
        recorded = URL(filePath: bare).standardized.path
        kind = .git(url: "file://\(recorded)", reference: try Self.checked(reference: reference))
    }
}

// MARK: - Parts

extension ModelOrigin {
    /// Cuts at the last `#`, unless a file has that name.
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
                    throw usage(text, "names a helper program of Git", help: "give an https, ssh or file address")
                }
                return nil
            }
            guard isPlainHost(text[text.index(after: at)..<mark]), !text[..<at].hasPrefix("-") else {
                throw usage(text, "names no host", help: "write git@HOST:PATH.git")
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
            case .notALink: throw usage(shown(text), "cannot be used", help: "write https://HOST/PATH")
            }
        case "ssh":
            let host = authority.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = host.last, isPlainHost(name.prefix { $0 != ":" }),
                host.first?.contains(":") != true || host.count == 1
            else { throw usage(shown(text), "names no host", help: "write ssh://git@HOST/PATH.git") }
            return .git(url: text, reference: reference)
        case "file" where authority.isEmpty && isGit:
            return .git(url: text, reference: reference)
        case "file":
            throw usage(text, "does not end in .git", help: "give a path for a directory or a tar file")
        default:
            throw usage(shown(text), "has a scheme that is not allowed", help: "use https, ssh or a path")
        }
    }

    /// The address without what may be a secret.
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
                "is no branch, tag or commit",
                help: "write #NAME with a branch, a tag or a whole commit id"
            )
        }
        return reference
    }

    private static func checked(path: String) throws(RunnerError) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard !path.hasPrefix("/"), !parts.contains(where: { $0.hasPrefix(".") }) else {
            throw usage(
                path,
                "is no folder within the source",
                help: "write it as the source lists it, such as models/hello"
            )
        }
        return parts.joined(separator: "/")
    }

    private static func usage(_ what: String, _ problem: String, help: String) -> RunnerError {
        RunnerError(.usage, "'\(what)' \(problem)", help: help)
    }
}
