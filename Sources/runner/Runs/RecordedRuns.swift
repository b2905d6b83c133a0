import Diagnostics
import ErrorReporting
import FoundationEssentials
import ModelSupply
import Presentation
import RunStore
import RunnerCore

/// The recorded runs that a command works on.
struct RecordedRuns {
    /// Where they are recorded.
    let database: any RunDatabase
    /// The store as the user named it.
    let state: StateOptions

    /// Opens the store and settles what dead processes have left.
    ///
    /// - Parameters:
    ///   - state: The store as the user named it.
    ///   - isForReading: Whether the command only reads, so that read-only media suffice.
    /// - Returns: The store; `nil` if nothing was ever recorded, because reading does not create one.
    /// - Throws: `RunStoreError`, or `RunnerError` if there is no place for a store.
    static func opened(_ state: StateOptions, isForReading: Bool = false) async throws -> RecordedRuns? {
        guard try state.mayExist else { return nil }
        let database = try await state.store(isForReading: isForReading)
        let installation = Installation(environment: ProcessInfo.processInfo.environment)
        do {
            let remarks = try await Resumption(database: database, installation: installation).settle()
            for remark in remarks { Terminal.say("warning: \(printable(remark))") }
        } catch {
            // What is recorded can be shown although the disk is full.
            guard isForReading else { throw error }
        }
        return RecordedRuns(database: database, state: state)
    }

    /// Opens an existing store in order to find a run.
    ///
    /// - Throws: `RunStoreError`, also when nothing was ever recorded.
    static func holding(
        _ name: String,
        _ state: StateOptions,
        isForReading: Bool = false
    ) async throws -> RecordedRuns {
        if let runs = try await opened(state, isForReading: isForReading) { return runs }
        throw RunStoreError(
            .noSuchRun,
            "there is no run '\(name)': nothing is recorded in '\(try state.shown)' yet",
            help: "runs of another store are found with --store, RUNNER_STORE or RUNNER_STATE"
        )
    }

    /// The name of the newest run; no id begins with it, since ids have no `l`.
    private static let last = "last"

    /// Finds a run by its id, which may be shortened to the beginning of either part, in any case, or by `last`.
    ///
    /// - Throws: `RunStoreError` if no run matches, or several do.
    func run(named name: String) async throws -> Run {
        guard !name.isEmpty else {
            throw RunStoreError(
                .noSuchRun,
                "the name of a run is empty",
                help: "'runner runs list' shows all runs"
            )
        }
        if name == Self.last, let newest = try await database.runs(RunFilter(limit: 1)).first { return newest }
        return try await database.run(named: name.lowercased())
    }

    /// The runs with these names; a wrong name is reported before anything is done with the others.
    func runs(named names: [String]) async throws -> [Run] {
        var runs: [Run] = []
        for name in names {
            let run = try await run(named: name)
            if !runs.contains(where: { $0.id == run.id }) { runs.append(run) }
        }
        return runs
    }

    /// The shortest name of a run that names no other.
    func name(of run: Run) async throws -> String {
        try await database.names(of: [run.id])[run.id] ?? run.id.description
    }

    /// The next steps for a run.
    func nextSteps(_ run: Run) async throws -> NextSteps {
        NextSteps(RunStanding(run, now: Date()), name: try await name(of: run), state: state.words)
    }
}
