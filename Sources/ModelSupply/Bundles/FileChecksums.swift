package import ErrorReporting
internal import FoundationEssentials
internal import Hashing
internal import SystemReasons

/// The SHA-256 of every file of a directory, in the format of `sha256sum`.
package struct FileChecksums: Sendable, Hashable {
    /// The hashes in hexadecimal digits, by path relative to the directory.
    package private(set) var digests: [String: String] = [:]

    /// Hashes all files of a directory, except the list itself.
    ///
    /// - Parameters:
    ///   - files: Paths relative to the directory.
    ///   - directory: The directory.
    /// - Throws: `RunnerError` with `cannot-write`.
    package init(of files: [String], in directory: String) throws(RunnerError) {
        for file in files where file != RunnerBundle.checksumsName {
            do {
                digests[file] = try SHA256.digest(ofFileAt: "\(directory)/\(file)").hex
            } catch {
                throw RunnerError(
                    .cannotWrite,
                    "'\(file)' cannot be read back: \(SystemReason.text(of: error))",
                    help: "try again"
                )
            }
        }
    }

    /// Reads the list of a bundle.
    ///
    /// - Parameter root: The bundle.
    /// - Throws: `RunnerError` with `configuration` if it cannot be read.
    package init(readFrom root: String) throws(RunnerError) {
        let path = "\(root)/\(RunnerBundle.checksumsName)"
        guard let data = FileManager.default.contents(atPath: path) else {
            throw RunnerError(.configuration, "'\(path)' cannot be read", help: "copy the bundle again")
        }
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            guard line.utf8.count > 66, line.dropFirst(64).hasPrefix("  ") else {
                throw RunnerError(
                    .configuration,
                    "'\(path)' has a line that is not a checksum",
                    help: "copy the bundle again"
                )
            }
            digests[String(line.dropFirst(66))] = String(line.prefix(64))
        }
    }

    /// The lines, sorted by path.
    package var text: String {
        digests.sorted { $0.key < $1.key }.map { "\($0.value)  \($0.key)\n" }.joined()
    }

    /// The files that are missing or have changed.
    ///
    /// - Parameter directory: The directory.
    /// - Returns: Paths, sorted.
    package func changedFiles(in directory: String) -> [String] {
        digests.filter { (try? SHA256.digest(ofFileAt: "\(directory)/\($0.key)").hex) != $0.value }.keys.sorted()
    }
}
