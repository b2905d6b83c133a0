internal import ErrorReporting
internal import FoundationEssentials
package import ModelManifest

/// A model that was fetched and checked, and that nobody has agreed to yet: nothing of it has been compiled or run.
package struct ModelCandidate: Sendable {
    /// A file that `--replace` would change.
    package struct Change: Sendable, Hashable {
        /// The path within the model's directory.
        package var path: String
        /// The file as it is; `nil` when it is new.
        package var old: [UInt8]?
        /// The file as it would be; `nil` when it would go.
        package var new: [UInt8]?
    }

    /// The name of the directory that it gets.
    package let name: String
    /// The registry's folder that it gets into.
    package let registry: String
    /// What its manifest says.
    package let manifest: Manifest
    /// The manifest with its findings, none of them an error.
    package let decoded: DecodedManifest
    /// Its files, by their paths.
    package let files: [String: [UInt8]]
    /// What the lock is going to say of it.
    package let entry: ModelLock.Entry
    /// What its code can reach.
    package let survey: CodeSurvey
    /// What it would change of the model that is there; `nil` when it replaces none.
    package let changes: [Change]?
    let staging: AddingFolder

    /// The directory that it gets.
    package var directory: String { "\(registry)/\(name)" }

    /// The length of all files together.
    package var byteCount: Int { files.values.reduce(0) { $0 + $1.count } }

    /// The lines of all Swift files.
    package var lineCount: Int {
        files.filter { $0.key.hasSuffix(".swift") }.values.reduce(0) { sum, bytes in
            sum + bytes.count { $0 == 0x0A } + (bytes.last.map { $0 == 0x0A ? 0 : 1 } ?? 0)
        }
    }

    /// Forgets the model, and removes what was fetched of it.
    package func discard() {
        staging.remove()
    }

    /// Writes the files into a folder that is still hidden.
    ///
    /// - Returns: Its path.
    /// - Throws: ``RunnerError`` with `cannot-write`.
    func write() throws -> String {
        let folder = "\(staging.path)/model"
        do {
            for (path, bytes) in files {
                let parent = "\(folder)/\(path)".split(separator: "/", omittingEmptySubsequences: false).dropLast()
                try FileManager.default.createDirectory(
                    atPath: parent.joined(separator: "/"),
                    withIntermediateDirectories: true
                )
                try Data(bytes).write(to: URL(filePath: "\(folder)/\(path)"))
            }
        } catch {
            throw RunnerError(
                .cannotWrite,
                "the model cannot be written to '\(registry)': \(error)",
                help: "make room, or name another registry with --registry"
            )
        }
        return folder
    }
}
