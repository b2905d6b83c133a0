internal import Glibc
package import RunStore

extension OutputPlan {
    /// What happens to output files that do not have their names yet, once a run has ended or stopped.
    package enum Leftovers: Sendable, Hashable {
        /// They are not touched.
        case untouched
        /// Those that hold something stay, since the run can be resumed with them.
        case kept
        /// Those that hold something stay, and a message says where: they may have been paid for, or are worth a look.
        case keptForUser
        /// They are deleted.
        case deleted
    }

    /// Keeps or deletes the output files that do not have their names; a file without bytes is deleted in any case.
    ///
    /// - Parameter leftovers: What happens to them.
    /// - Returns: Which files are kept for the user, one phrase; `nil` when there is nothing to say.
    package func settle(_ leftovers: Leftovers) -> String? {
        guard leftovers != .untouched else { return nil }
        var kept: [String] = []
        for target in targets {
            var status = stat()
            guard lstat(target.partialPath, &status) == 0 else { continue }
            if leftovers == .deleted || status.st_size == 0 {
                unlink(target.partialPath)
            } else {
                kept.append("'\(target.partialPath)'")
            }
        }
        guard leftovers == .keptForUser, !kept.isEmpty else { return nil }
        return "the partial output is kept as \(kept.joined(separator: ", "))"
    }

    /// Deletes the places of files that the model did not make, in outputs that may hold several.
    ///
    /// - Parameter used: The places of those that it made.
    package func removeUnused(besides used: [Target]) {
        for target in targets where !used.contains(where: { $0.name == target.name }) { unlink(target.partialPath) }
    }

    /// Deletes output files of a run that have no names and no bytes.
    ///
    /// - Parameter places: Where the run put its output files.
    package static func removeEmptyFiles(at places: [OutputPlace]) {
        for place in places {
            var status = stat()
            guard lstat(place.partialPath, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size == 0
            else { continue }
            unlink(place.partialPath)
        }
    }
}
