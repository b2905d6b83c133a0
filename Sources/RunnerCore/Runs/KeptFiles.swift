internal import FoundationEssentials
internal import Glibc
internal import InferenceKit
internal import ModelWorkers
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

extension KeptFiles {
    /// The most files of one run.
    private static let mostFiles = 100
    /// The most bytes of one run's files.
    private static let mostBytes: Int64 = 1 << 30

    /// Copies the files that the model wants to keep out of the scratch directory.
    ///
    /// A run does not depend on them, so one that cannot be kept is lost without an error: what is not a plain file, has a name that
    /// cannot be used or holds a key, or is one too many.
    ///
    /// - Parameters:
    ///   - scratch: The scratch directory.
    ///   - directory: Where they are kept; it is created for the first.
    ///   - shield: The keys of the run.
    static func copy(from scratch: String, to directory: String, _ shield: KeyShield) {
        let files = FileManager.default
        let found = ((try? files.contentsOfDirectory(atPath: scratch)) ?? []).sorted().compactMap { file in
            KeptFile.name(of: file).map { (file, $0) }
        }
        var room = mostBytes
        for (file, name) in found.prefix(mostFiles) where shield.shielded(name) == name {
            try? files.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            let target = "\(directory)/\(name)"
            unlink(target)
            guard let bytes = SparseCopy.copy("\(scratch)/\(file)", to: target, .creating, mostBytes: room) else {
                continue
            }
            room -= bytes
        }
    }
}

extension RunRecorder {
    /// Keeps the files that the model wants to keep with its run.
    func keepFiles(from scratch: String, _ shield: KeyShield) {
        guard let directory = KeptFiles.directory(of: lease.run, in: database) else { return }
        KeptFiles.copy(from: scratch, to: directory, shield)
    }
}
