internal import ErrorReporting
internal import FoundationEssentials
package import ManifestChecks
package import ModelManifest
internal import SystemReasons

/// A model that was fetched and checked, before the user agrees to it.
///

/// Nothing of it has been compiled or run.
package struct ModelCandidate: Sendable {
    /// A file that `--replace` would change.
    package struct Change: Sendable, Hashable {
        /// The path within the model's directory.
        package var path: String
        /// The current file; `nil` if it is new.
        package var old: [UInt8]?
        /// The new file; `nil` if it would be removed.
        package var new: [UInt8]?
    }

    /// The name of its directory in the registry.
    package let name: String
    /// The registry's directory.
    package let registry: String
    /// What its manifest says.
    package let manifest: Manifest
    /// The manifest with its findings, none of which is an error.
    package let decoded: DecodedManifest
    /// Its files, by their paths.
    package let files: [String: [UInt8]]
    /// Its future entry in the lock.
    package let entry: ModelLock.Entry
    /// What its code can reach.
    package let survey: CodeSurvey
    /// What it would change in an existing model; `nil` if there is none.
    package let changes: [Change]?
    let staging: AddingDirectory

    /// Its directory in the registry.
    package var directory: String { "\(registry)/\(name)" }

    /// The total size of all files.
    package var byteCount: Int { files.values.reduce(0) { $0 + $1.count } }

    /// The number of lines in all Swift files.
    package var lineCount: Int {
        files.filter { $0.key.hasSuffix(".swift") }.values.reduce(0) { sum, bytes in
            sum + bytes.count { $0 == 0x0A } + (bytes.last.map { $0 == 0x0A ? 0 : 1 } ?? 0)
        }
    }

    /// Removes what was fetched.
    package func discard() {
        staging.remove()
    }

    /// Writes the files into a hidden directory.
    ///
    /// - Returns: Its path.
    /// - Throws: `RunnerError` with `cannot-write`.
    func write() throws -> String {
        let written = "\(staging.path)/model"
        do {
            for (path, bytes) in files {
                let parent = "\(written)/\(path)".split(separator: "/", omittingEmptySubsequences: false).dropLast()
                try FileManager.default.createDirectory(
                    atPath: parent.joined(separator: "/"),
                    withIntermediateDirectories: true
                )
                try Data(bytes).write(to: URL(filePath: "\(written)/\(path)"))
            }
        } catch {
            throw RunnerError(
                .cannotWrite,
                "the model cannot be written to '\(registry)': \(SystemReason.text(of: error))",
                help: "free space there, or choose another registry with --registry"
            )
        }
        return written
    }
}
