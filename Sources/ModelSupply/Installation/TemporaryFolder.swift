package import ErrorReporting
internal import FoundationEssentials
internal import ModelBuild
internal import SystemPackage

/// A directory for temporary files.
package struct TemporaryFolder: Sendable, Hashable {
    /// The absolute path.
    package let path: String

    /// Creates an empty directory that only the user can read.
    ///
    /// - Parameter place: The directory to create it in.
    /// - Throws: `RunnerError` with `configuration`.
    package init(in place: String) throws(RunnerError) {
        do throws(Errno) {
            path = try NewFolder.make("\(place)/runner-")
        } catch {
            throw RunnerError(
                .configuration,
                "no temporary directory can be created in '\(place)': \(error)",
                help: "free space there, or choose another directory with TMPDIR"
            )
        }
    }

    /// Removes the directory with everything in it.
    package func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
