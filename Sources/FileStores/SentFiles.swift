package import ErrorReporting
internal import FoundationEssentials
package import ModelInputs
internal import ModelSupply

/// Input files that were sent as bytes, kept in a directory that is deleted with the last reference to it.
package final class SentFiles: Sendable {
    private let directory: ScratchDirectory

    /// - Parameter place: Where to create the directory.
    /// - Throws: ``RunnerError`` with `configuration`.
    package init(in place: String) throws(RunnerError) {
        directory = try ScratchDirectory(in: place)
    }

    deinit { directory.remove() }

    /// Where the file of an input is.
    ///
    /// - Parameter input: The name of the input.
    /// - Returns: A path in the directory; a name of an input may hold anything, so it does not name the file.
    package func path(of input: String) -> String {
        "\(directory.path)/\(input.utf8.map { String($0, radix: 16) }.joined())"
    }

    /// Writes an input to a file.
    ///
    /// - Parameters:
    ///   - bytes: What was sent.
    ///   - input: The name of the input.
    /// - Returns: The file.
    /// - Throws: ``RunnerError`` with `configuration` when there is no space for it.
    package func store(_ bytes: [UInt8], for input: String) throws(RunnerError) -> StoredFile {
        let path = path(of: input)
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            throw RunnerError(
                .configuration,
                "the input '\(input)' cannot be written to '\(directory.path)'",
                help: "free some space, or choose another directory with TMPDIR"
            )
        }
        return StoredFile(path: path, shown: "the file that was sent")
    }
}
