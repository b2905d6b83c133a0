import FoundationEssentials
import InferenceKit
import RunStore

/// Partial files that a run has left.
struct RunLeftovers {
    /// The files that are there.
    let paths: [String]

    /// Looks for the files of a run.
    init(_ run: Run) {
        let named = run.places.map(\.partialPath) + run.partialDownloads.map(\.path)
        // Remove partial files only, whatever the record says.
        paths = Set(named).sorted().filter { $0.hasSuffix(".partial") && FileManager.default.fileExists(atPath: $0) }
    }

    /// Removes them; errors are ignored.
    func remove() {
        for path in paths { try? FileManager.default.removeItem(atPath: path) }
    }
}
