package import ErrorReporting
internal import Glibc
internal import Hashing

/// The hashes of a model's files, at any depth; hidden files are ignored, since nothing reads them.
package struct ModelContent: Sendable, Hashable {
    /// The SHA-256 of each file, in hexadecimal digits, by its path within the directory.
    package let files: [String: String]
    /// What is neither a file nor a directory, such as a symbolic link; it is reported and cannot be pinned.
    package let others: Set<String>

    /// More than any model has; keeps a wrong directory from taking very long.
    private static let mostFiles = 10_000
    private static let deepest = 32

    /// Creates a value from hashes.
    ///
    /// - Parameter files: The SHA-256 of each file by its path.
    package init(files: [String: String]) {
        self.files = files
        others = []
    }

    /// Hashes files in memory.
    ///
    /// - Parameter files: The bytes of each file by its path.
    /// - Throws: `HashingError`.
    package init(of files: [String: [UInt8]]) throws {
        self.init(files: try files.mapValues { try SHA256.digest(of: $0).hex })
    }

    /// Hashes the files of a directory.
    ///
    /// - Parameter directory: The directory.
    /// - Throws: `RunnerError` with `configuration` if something in it cannot be read.
    package init(directory: String) throws(RunnerError) {
        var files: [String: String] = [:]
        var others: Set<String> = []
        for entry in try Self.entries(of: directory) {
            guard files[entry.path] == nil, !others.contains(entry.path) else {
                throw RunnerError(
                    .configuration,
                    "the directory '\(directory)' has two files named '\(entry.path)', which differ only in their Unicode form",
                    help: "rename one of them"
                )
            }
            if entry.kind == S_IFREG {
                files[entry.path] = try Self.digest("\(directory)/\(entry.path)")
            } else {
                others.insert(entry.path)
            }
        }
        self.files = files
        self.others = others
    }

    /// The paths, ordered by their bytes.
    package var paths: [String] { files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// The hash of the whole content: the SHA-256 of what `sha256sum` prints for the sorted paths.
    ///
    /// - Returns: `sha256:` and 64 hexadecimal digits.
    /// - Throws: `HashingError`.
    package func hash() throws -> String {
        let list = paths.map { "\(files[$0] ?? "")  \($0)\n" }.joined()
        return "sha256:\(try SHA256.digest(of: list).hex)"
    }
}

// MARK: - Reading

extension ModelContent {
    private static func entries(of directory: String) throws(RunnerError) -> [DirectoryWalk.Entry] {
        do throws(DirectoryWalk.Problem) {
            return try DirectoryWalk(directory: directory, mostEntries: mostFiles, deepest: deepest).entries()
        } catch {
            throw error.error(
                .configuration,
                in: directory,
                mostEntries: mostFiles,
                help: "keep files that do not belong to the model elsewhere"
            )
        }
    }

    private static func digest(_ path: String) throws(RunnerError) -> String {
        do {
            return try SHA256.digest(ofFileAt: path).hex
        } catch {
            throw unreadable(path)
        }
    }

    private static func unreadable(_ path: String) -> RunnerError {
        RunnerError(.configuration, "'\(path)' cannot be read", help: "check its permissions")
    }
}
