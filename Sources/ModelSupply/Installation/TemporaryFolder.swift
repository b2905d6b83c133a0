package import ErrorReporting
internal import FoundationEssentials
internal import ModelBuild
internal import SystemPackage

/// A folder for what nobody needs afterwards.
package struct TemporaryFolder: Sendable, Hashable {
    /// The absolute path.
    package let path: String

    /// Creates an empty folder that only the user can read.
    ///
    /// - Parameter place: The folder to create it in.
    /// - Throws: ``RunnerError`` with `configuration`.
    package init(in place: String) throws(RunnerError) {
        do throws(Errno) {
            path = try NewFolder.make("\(place)/runner-")
        } catch {
            throw RunnerError(
                .configuration,
                "no temporary folder can be made in '\(place)': \(error)",
                help: "make room, or name another place with TMPDIR"
            )
        }
    }

    /// Removes the folder with everything in it.
    package func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
