internal import Addresses

/// Where a file is for a service that shows findings beside a repository's files.
package struct ArtifactPath: Sendable {
    private let workingDirectory: [Substring]
    private let root: [Substring]

    /// Creates the base of paths.
    ///
    /// - Parameters:
    ///   - workingDirectory: What the paths of findings are relative to; an absolute path.
    ///   - root: The repository's root, an absolute path; nil for the working directory.
    package init(workingDirectory: String, root: String? = nil) {
        self.workingDirectory = Self.joined(workingDirectory)
        self.root = root.map { Self.joined($0) } ?? self.workingDirectory
    }

    /// Returns a file's path from the root, or its absolute path if it is not below the root.
    ///
    /// - Parameter path: A finding's path.
    /// - Returns: The path without `.` and `..`.
    func path(of path: String) -> String {
        let (parts, isRelative) = location(of: path)
        return (isRelative ? "" : "/") + parts.joined(separator: "/")
    }

    /// Returns a file's path as a URI reference, RFC 3986: relative to the root if the file is below it.
    ///
    /// - Parameter path: A finding's path.
    /// - Returns: The percent-encoded reference, and whether it is relative.
    func uri(of path: String) -> (text: String, isRelative: Bool) {
        let (parts, isRelative) = location(of: path)
        let encoded = parts.map { PercentEncoding.encoded($0) }.joined(separator: "/")
        return (isRelative ? encoded : "file:///" + encoded, isRelative)
    }

    private func location(of path: String) -> (parts: ArraySlice<Substring>, isRelative: Bool) {
        let absolute = Self.joined(path, to: path.utf8.first == UInt8(ascii: "/") ? [] : workingDirectory)
        guard absolute.starts(with: root), absolute.count > root.count else { return (absolute[...], false) }
        return (absolute.dropFirst(root.count), true)
    }

    private static func joined(_ path: String, to base: [Substring] = []) -> [Substring] {
        var parts = base
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts
    }
}
