internal import FoundationEssentials
internal import InferenceKit
package import RunStore

/// The files that a run keeps besides its outputs, such as the mask that it used.
package enum KeptFiles {
    /// The directory of a run's files.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - database: Where it is recorded.
    /// - Returns: Its path; `nil` for a store that keeps none.
    package static func directory(of run: RunID, in database: any RunDatabase) -> String? {
        database.filesDirectory.map { "\($0)/\(run.description)" }
    }

    /// Lists a run's files.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - database: Where it is recorded.
    /// - Returns: Their paths, sorted.
    package static func paths(of run: RunID, in database: any RunDatabase) -> [String] {
        guard let directory = directory(of: run, in: database) else { return [] }
        return ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted().map {
            "\(directory)/\($0)"
        }
    }

    /// Removes the files of a run.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - database: Where it was recorded.
    package static func remove(_ run: RunID, from database: any RunDatabase) {
        if let directory = directory(of: run, in: database) { try? FileManager.default.removeItem(atPath: directory) }
    }
}

extension RunRecorder {
    /// Moves the files that the model wants to keep out of the scratch directory.
    ///
    /// A run does not depend on them, so one that cannot be kept is lost without an error.
    func keepFiles(from scratch: String) async {
        let prefix = "\(PredictionContext.keptPrefix)-"
        let files = FileManager.default
        let names = ((try? files.contentsOfDirectory(atPath: scratch)) ?? []).filter { $0.hasPrefix(prefix) }
        guard !names.isEmpty, let directory = KeptFiles.directory(of: lease.run, in: database) else { return }
        try? files.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        for name in names {
            let target = "\(directory)/\(name.dropFirst(prefix.count))"
            try? files.removeItem(atPath: target)
            try? files.copyItem(atPath: "\(scratch)/\(name)", toPath: target)
        }
    }
}
