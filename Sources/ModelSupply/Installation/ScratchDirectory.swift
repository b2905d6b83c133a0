package import ErrorReporting
internal import ModelBuild
internal import Processes
internal import SystemPackage

/// A directory for temporary files.
package struct ScratchDirectory: Sendable {
    private let directory: ProcessDirectory

    /// Creates an empty directory that only the user can read.
    ///
    /// - Parameter place: The directory to create it in.
    /// - Throws: `RunnerError` with `configuration`.
    package init(in place: String) throws(RunnerError) {
        do throws(Errno) {
            directory = try ProcessDirectory("\(place)/runner-scratch-")
        } catch {
            throw RunnerError(
                .configuration,
                "no temporary directory can be created in '\(place)': \(error)",
                help: "free space there, or choose another directory with TMPDIR"
            )
        }
    }

    /// The absolute path.
    package var path: String { directory.path }

    /// Refuses a place that cannot be written or has no space for the files of a run.
    ///
    /// - Parameter place: A directory for temporary files.
    /// - Throws: `RunnerError` with `configuration`.
    package static func checkRoom(in place: String) throws(RunnerError) {
        try ScratchDirectory(in: place).remove()
        guard let free = FileSystemState(of: place)?.freeBytes, free < neededBytes else { return }
        throw RunnerError(
            .configuration,
            "the disk of the temporary directory '\(place)' is full: only \(free >> 20) MiB are free",
            help: "free at least \(neededBytes >> 20) MiB, or choose another directory with TMPDIR"
        )
    }

    /// What the files of a run with an emulator need: its inputs and its video.
    private static let neededBytes = 16 << 20

    /// Removes the directory with everything in it.
    package func remove() {
        directory.remove()
    }
}
