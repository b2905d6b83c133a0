import FoundationEssentials
import InferenceKit
import RunStore

/// Files that a run has left under names that only it knows.
struct RunLeftovers {
    /// The files that are there.
    let paths: [String]

    /// Looks for the files of a run.
    init(_ run: Run) {
        let named = run.places.map(\.partialPath) + run.partialDownloads.map(\.path)
        // Whatever a record says, nothing but a partial file is ever removed.
        paths = Set(named).sorted().filter { $0.hasSuffix(".partial") && FileManager.default.fileExists(atPath: $0) }
    }

    /// Removes them; what cannot be removed stays.
    func remove() {
        for path in paths { try? FileManager.default.removeItem(atPath: path) }
    }
}
