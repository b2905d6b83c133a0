package import ErrorReporting
package import FoundationEssentials
internal import InferenceKit
internal import ModelOutputs
package import ModelSupply
package import RunStore

/// The files of runs in the store that machines share: inputs when a run is accepted, outputs before it has succeeded.
package struct SharedFiles: Sendable {
    private let store: any FileStore

    /// The store that `RUNNER_FILES` names; `nil` when files stay where they are.
    ///
    /// - Parameter installation: The environment, and where programs are.
    /// - Throws: ``RunnerError`` with `configuration` or `missing-secret`.
    package init?(_ installation: Installation) throws(RunnerError) {
        guard let store = try FileStores.shared(installation) else { return nil }
        self.store = store
    }

    /// Keeps files, each once.
    ///
    /// - Parameter files: The files.
    /// - Throws: ``RunnerError`` with `files-unreachable` or `invalid-input`.
    package func keep(_ files: [RunFile]) async throws {
        var kept: Set<String> = []
        for file in files where kept.insert(file.sha256).inserted {
            try await store.put(file.path, sha256: file.sha256, sizeBytes: file.sizeBytes)
        }
    }

    /// Brings the inputs of a run here that are not here, or not as they were.
    ///
    /// - Parameters:
    ///   - input: The inputs.
    ///   - place: Where to create a directory for them.
    /// - Returns: The inputs with the paths of this machine, and what keeps the files; `nil` when all were here.
    /// - Throws: ``RunnerError``.
    package func bring(_ input: RunInput, into place: String) async throws -> (input: RunInput, files: SentFiles)? {
        let missing = input.files.indices.filter { !input.files[$0].isUnchanged }
        guard !missing.isEmpty else { return nil }
        var input = input
        let sent = try SentFiles(in: place)
        for index in missing {
            let file = input.files[index]
            let path = sent.path(of: file.name)
            try await store.get(file.sha256, sizeBytes: file.sizeBytes, to: path)
            input.files[index].path = path
            input.checked.set(path: path, ofFile: file.name)
        }
        return (input, sent)
    }

    /// Whether a file is on this machine with the bytes that were recorded.
    ///
    /// - Parameter file: The file.
    /// - Returns: Whether it is.
    package static func isHere(_ file: RunFile) -> Bool { file.isUnchanged }

    /// Fetches an output file of a run.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - path: Where it goes.
    ///   - replaces: Whether a file there is replaced.
    /// - Throws: ``RunnerError``: `file-missing`, `files-unreachable`, or `cannot-write`.
    package func fetch(_ file: RunFile, to path: String, replaces: Bool = false) async throws {
        try await store.get(file.sha256, sizeBytes: file.sizeBytes, to: path, replaces: replaces)
    }

    /// Brings the outputs of a run that another machine has driven to the places that its user chose on this one.
    ///
    /// - Parameter run: A run that has succeeded.
    /// - Returns: The run with the paths of its files here; unchanged when the files are here, or belong elsewhere.
    /// - Throws: ``RunnerError``.
    package func home(_ run: Run) async throws -> Run {
        var run = run
        for (index, file) in run.files.enumerated() where !FileManager.default.fileExists(atPath: file.path) {
            guard let place = run.places.first(where: { $0.output == file.name }), place.host == RunOwner.host else {
                continue
            }
            var here = file
            here.path = place.path
            if !here.isUnchanged { try await fetch(file, to: place.path, replaces: run.replacesFiles) }
            run.files[index].path = place.path
            run.output?.set(path: place.path, ofFile: file.name)
        }
        return run
    }

    /// Deletes files that were stored before a time and that no run needs.
    ///
    /// - Parameters:
    ///   - time: Files that were stored later stay.
    ///   - database: Where the runs are recorded.
    /// - Returns: How many files were deleted, and how many bytes.
    /// - Throws: ``RunnerError`` with `files-unreachable`, or `RunStoreError`.
    package func clean(
        putBefore time: Date,
        besidesThoseOf database: any RunDatabase
    ) async throws -> (files: Int, bytes: Int64) {
        try await store.clean(putBefore: time) { try await database.filesInUse() }
    }
}
