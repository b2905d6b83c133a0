internal import Addresses
internal import FoundationEssentials
internal import ModelOutputs
internal import ModelSupply
internal import RunStore

/// The recorded runs that matter for a request.
struct RecordedMatch: Sendable {
    /// The run that the request means.
    var existing: Run?
    /// A succeeded run with the same inputs, whose result was not asked for.
    var earlier: Run?
}

extension Preparation {
    /// Finds the recorded run that a request means.
    ///
    /// - Parameters:
    ///   - candidate: The run as it would be recorded.
    ///   - request: The request.
    ///   - mayBeCharged: Whether a new run may cost something, so that an earlier result is worth a mention.
    ///   - store: Where runs are recorded, with a redactor for the model's secrets.
    /// - Returns: What was found.
    /// - Throws: `RunStoreError`, with `run-name-taken` when the caller has given the name to another request.
    func match(
        _ candidate: Run,
        _ request: PredictionRequest,
        mayBeCharged: Bool,
        in store: any RunDatabase
    ) async throws -> RecordedMatch {
        let joins: RunReuse = request.reuse == .never ? .never : .openRun
        if let open = try await store.existing(for: candidate, reuse: joins) { return RecordedMatch(existing: open) }
        guard request.reuse != .never else { return RecordedMatch() }
        let reusable = ReusableRuns(store)
        if request.reuse == .openOrSucceededRun {
            return RecordedMatch(existing: try await reusable.run(for: candidate))
        }
        return RecordedMatch(earlier: mayBeCharged ? try await reusable.mention(for: candidate) : nil)
    }

    /// A run that is recorded already takes the place of a new one; its outputs go where the request says, or stay where they are.
    ///
    /// - Parameters:
    ///   - run: A prepared run with everything but its output places.
    ///   - existing: The recorded run.
    ///   - request: The request.
    /// - Returns: The run.
    /// - Throws: ``RunnerError`` when the result of a run that has succeeded cannot be copied there.
    func joining(_ run: PreparedRun, _ existing: Run, _ request: PredictionRequest) throws -> PreparedRun {
        var run = run
        run.existing = existing
        if let place = request.output, existing.status == .succeeded, !existing.puts(itsOutputAt: place) {
            run.outputs = try plan(request, run.model)
        }
        return run
    }
}

/// The succeeded runs that answer a request.
struct ReusableRuns: Sendable {
    private let database: any RunDatabase

    /// - Parameter database: Where runs are recorded.
    init(_ database: any RunDatabase) {
        self.database = database
    }

    /// Finds the newest run with the same model, inputs, service and caller whose output files are unchanged.
    ///
    /// - Parameter candidate: The run as it would be recorded.
    /// - Returns: The run, or `nil`.
    /// - Throws: When the store cannot be read.
    func run(for candidate: Run) async throws -> Run? {
        try await runs(for: candidate).first { $0.files.allSatisfy(\.isUnchanged) }
    }

    /// Finds the newest such run whose output files are still there, without reading them.
    ///
    /// - Parameter candidate: The run as it would be recorded.
    /// - Returns: The run, or `nil`.
    /// - Throws: When the store cannot be read.
    func mention(for candidate: Run) async throws -> Run? {
        try await runs(for: candidate).first { run in
            run.files.allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
        }
    }

    private func runs(for candidate: Run) async throws -> [Run] {
        try await database.succeeded(modelKey: candidate.model.key, fingerprint: candidate.input.fingerprint)
            .filter { $0.canAnswer(candidate) }
    }
}

extension Run {
    /// Whether a place that a user names, a file or a directory, is where the outputs of this run are or go.
    ///
    /// - Parameter place: The place.
    /// - Returns: Whether it is.
    func puts(itsOutputAt place: String) -> Bool {
        isPlace(place, ofOutputs: status == .succeeded ? files.map(\.path) : places.map(\.path))
    }
}

/// Whether a place that a user names, a file or a directory, is where output files are or go.
///
/// - Parameters:
///   - place: The place.
///   - paths: The absolute paths of the files, in the order of the manifest; others than the first get names that follow from it.
/// - Returns: Whether it is.
package func isPlace(_ place: String, ofOutputs paths: [String]) -> Bool {
    let named = FilePath.absolute(place.count > 1 && place.hasSuffix("/") ? String(place.dropLast()) : place)
    let directories = paths.map {
        $0.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }
    return paths.first == named || (!paths.isEmpty && directories.allSatisfy { $0 == named })
}
