internal import FoundationEssentials
internal import Glibc

/// A folder for what nobody needs afterwards.
package struct TemporaryFolder: Sendable, Hashable {
    /// The absolute path.
    package let path: String

    /// Creates an empty folder that only the user can read.
    ///
    /// - Parameter place: The folder to create it in.
    /// - Throws: ``RunnerError`` with `configuration`.
    package init(in place: String) throws(RunnerError) {
        var template = Array("\(place)/runner-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw RunnerError(
                .configuration,
                "no temporary folder can be made in '\(place)': \(String(cString: strerror(errno)))",
                help: "make room, or name another place with TMPDIR"
            )
        }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Removes the folder with everything in it.
    package func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
