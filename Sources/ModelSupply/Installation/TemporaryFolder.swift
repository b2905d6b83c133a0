package import ErrorReporting
internal import Processes
internal import SystemPackage

/// A directory for temporary files.
package struct TemporaryFolder: Sendable {
    private let folder: ProcessFolder

    /// Creates an empty directory that only the user can read.
    ///
    /// - Parameter place: The directory to create it in.
    /// - Throws: `RunnerError` with `configuration`.
    package init(in place: String) throws(RunnerError) {
        do throws(Errno) {
            folder = try ProcessFolder("\(place)/runner-scratch-")
        } catch {
            throw RunnerError(
                .configuration,
                "no temporary directory can be created in '\(place)': \(error)",
                help: "free space there, or choose another directory with TMPDIR"
            )
        }
    }

    /// The absolute path.
    package var path: String { folder.path }

    /// Removes the directory with everything in it.
    package func remove() {
        folder.remove()
    }
}
