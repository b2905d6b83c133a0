package import FoundationEssentials
package import InferenceKit

/// Keeps runs and their steps, so that nothing that was paid for depends on a process that may die.
///
/// Every call is complete on return: what it wrote is seen by every other process, and what a step records survives the loss of
/// power. What drives a run takes its lease, and fails with ``RunStoreError/Code/leaseLost`` once another process has taken the run
/// over. Times come from the caller.
package protocol RunDatabase: Sendable {
    /// The same store, into which what this redactor finds is not written.
    ///
    /// What is secret is known only once it is known what predicts.
    func redacting(_ redactor: Redactor) -> any RunDatabase

    // MARK: Creating

    /// Records a run and takes its lease.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - owner: Who works on it.
    ///   - budget: How much all runs together may cost; it is checked in the same transaction, so that two processes cannot
    ///     both take the last dollar.
    /// - Returns: The lease.
    /// - Throws: `over-budget`, with what was spent, or when the store cannot be written.
    func create(_ run: Run, owner: RunOwner, budget: RunBudget?) async throws(RunStoreError) -> RunLease

    // MARK: Reading

    /// Finds a run by its name, which may be shortened to the beginning of either part.
    ///
    /// - Throws: `no-such-run`, or `ambiguous-run` with the candidates.
    func run(named name: String) async throws(RunStoreError) -> Run

    /// Lists runs, newest first.
    func runs(_ filter: RunFilter) async throws(RunStoreError) -> [Run]

    /// Counts the runs that a list without a limit would show.
    func count(_ filter: RunFilter) async throws(RunStoreError) -> Int

    /// Shortens the names of runs as far as ``run(named:)`` understands them, to the part after the dash where that is possible.
    func names(of runs: [RunID]) async throws(RunStoreError) -> [RunID: String]

    /// The attempts at steps of a run, in the order of beginning.
    func steps(of run: RunID) async throws(RunStoreError) -> [RunStep]

    /// The succeeded runs with this model key and this fingerprint of inputs, newest first.
    func succeeded(modelKey: String, fingerprint: String) async throws(RunStoreError) -> [Run]

    /// What paid runs have cost.
    ///
    /// - Parameters:
    ///   - since: Only runs recorded at this time or later.
    ///   - byModel: Whether to tell for each model by itself.
    /// - Returns: One sum, or one for each model.
    /// - Throws: When the store cannot be read.
    func cost(since: Date?, byModel: Bool) async throws(RunStoreError) -> [RunCost]

    // MARK: Driving

    /// Takes the lease of a run that nobody works on.
    ///
    /// - Throws: `locked` with who holds it, or `no-such-run`.
    func acquire(_ run: RunID, for owner: RunOwner, at time: Date) async throws(RunStoreError) -> RunLease

    /// Keeps a lease for another ``RunLease/length``.
    ///
    /// - Returns: Whether somebody asked for the end of the run.
    func renew(_ lease: RunLease, at time: Date) async throws(RunStoreError) -> Bool

    /// Gives a lease back; the run stays as it is.
    func release(_ lease: RunLease) async throws(RunStoreError)

    /// Records where a step stands; on return it is on disk.
    ///
    /// Only that a free step began need not survive the loss of power: it begins again. What came of a paid step is taken also from
    /// a process that has lost its lease; a run that was taken for `unknown` is `processing` then.
    func record(_ step: StepRecord, _ lease: RunLease, at time: Date) async throws(RunStoreError)

    /// Records something else that happened.
    func update(_ change: RunChange, _ lease: RunLease, at time: Date) async throws(RunStoreError)

    /// Records how a run ended or stopped, and gives the lease back.
    ///
    /// While the outcome of a paid step is not known, a run that does not end with outputs ends as `unknown`, whatever is said here.
    func end(_ ending: RunEnding, _ lease: RunLease, at time: Date) async throws(RunStoreError)

    /// Notes that the user has looked and that paid steps of unknown outcome may be begun again; the run is `processing` then.
    func abandonUnknownSteps(_ lease: RunLease, at time: Date) async throws(RunStoreError)

    // MARK: From outside

    /// Asks whoever works on a run to end it.
    func requestCancel(_ run: RunID) async throws(RunStoreError)

    /// Makes `unknown` every run that nobody works on any more and that has begun a paid step without an end.
    func settle(at time: Date) async throws(RunStoreError)

    /// Removes a run that nobody works on.
    ///
    /// - Returns: What was removed; its partial output files are still there.
    /// - Throws: `locked`, or `no-such-run`.
    func remove(_ run: RunID, at time: Date) async throws(RunStoreError) -> Run

    /// Removes the runs that ended before a time, except those of status `unknown`.
    ///
    /// - Returns: What was removed, oldest first.
    func removeRuns(endedBefore time: Date) async throws(RunStoreError) -> [Run]
}

/// Something that happened to a run while it is driven.
package enum RunChange: Sendable, Hashable {
    /// It stands elsewhere now.
    case status(RunStatus)
    /// The service's name for the work.
    case task(String)
    /// Which version of an output file is arriving.
    case downloading(PartialDownload)
    /// Every output file is whole and is about to get its name; the files are described with the names they will have.
    ///
    /// Whoever resumes the run can tell by it whether a file of such a name is the run's own.
    case completing(output: [String: JSONValue], files: [RunFile])
    /// Its outputs go elsewhere.
    case places([OutputPlace], replacesFiles: Bool)
    /// It is driven with another version of the model, or with another way to the world.
    case driven(RunModel, RunService)
}

/// How a run ended or stopped.
package enum RunEnding: Sendable, Hashable {
    /// With outputs.
    case succeeded(output: [String: JSONValue], files: [RunFile], price: RunPrice, log: [String])
    /// With an error, after which nothing is left to fetch.
    case failed(RunFailure, log: [String])
    /// Because the user ended it.
    case canceled(RunFailure, log: [String])
    /// A paid step has an unknown outcome.
    case unknown(RunFailure, log: [String])
    /// It stopped and can go on where it was; its status stays `processing`.
    case interrupted(RunFailure, log: [String])
}
