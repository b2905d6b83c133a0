package import FoundationEssentials
package import InferenceKit

/// Keeps runs and their steps, so that nothing that was paid for depends on a process that may die.
///
/// Every call is complete on return: every other process sees what it wrote, and what a step records survives a power failure.
/// A process that drives a run holds its lease, and gets ``RunStoreError/Code/leaseLost`` once another process has taken the run
/// over. Times come from the caller. What a change means, such as when a run becomes `unknown` or what counts in a budget, is
/// decided by the rules of this module; a store only finds the facts and keeps the results.
package protocol RunDatabase: FleetDatabase {
    /// Returns the same store with a redactor for everything that is written from now on.
    ///
    /// Which values are secret is known only once the model is known.
    func redacting(_ redactor: Redactor) -> any RunDatabase

    /// The directory on this machine in which the answers to paid requests wait until they are recorded here.
    ///
    /// It belongs to the store: whoever keeps the one keeps the other. It exists only while something waits there.
    var answersPath: String { get }

    // MARK: Creating

    /// Records a run and takes its lease, or finds the run that is meant.
    ///
    /// It is all one transaction: two processes that ask for the same make one run, and cannot both take the last dollar.
    /// A run to which the same caller has given the same ``Run/callerName`` is always the one that is meant, whatever its status and
    /// whatever the parameter `reuse` says.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - owner: The process that will drive it.
    ///   - budget: How much all runs together may cost.
    ///   - reuse: Whether an open run that asks for the same is returned instead.
    /// - Returns: The lease of the new run, or the existing run.
    /// - Throws: `run-name-taken` when the run with the caller's name was asked for something else, see
    ///   ``Run/requireSameRequest(as:)``; `over-budget`, with what was spent and when enough will be free; or when the store cannot
    ///   be written.
    func create(
        _ run: Run,
        owner: RunOwner,
        budget: RunBudget?,
        reuse: RunReuse
    ) async throws(RunStoreError) -> RunCreation

    /// Finds the run that ``create(_:owner:budget:reuse:)`` would return instead of recording a new one.
    ///
    /// Another process may record such a run between this call and that one, which decides.
    ///
    /// - Parameters:
    ///   - run: The run that would be created.
    ///   - reuse: Which runs may take its place.
    /// - Returns: The run, or `nil`.
    /// - Throws: `run-name-taken`, or when the store cannot be read.
    func existing(for run: Run, reuse: RunReuse) async throws(RunStoreError) -> Run?

    /// A directory beside the store for files that runs keep; `nil` for a store that has none.
    var filesDirectory: String? { get }

    /// Looks at the store itself, such as at the settings of its server; most stores have nothing to say.
    func examine() async -> [StoreRemark]

    // MARK: Reading

    /// Finds a run by its name, which may be shortened to the beginning of either part.
    ///
    /// - Throws: `no-such-run`, or `ambiguous-run` with the candidates.
    func run(named name: String) async throws(RunStoreError) -> Run

    /// Lists runs, newest first.
    func runs(_ filter: RunFilter) async throws(RunStoreError) -> [Run]

    /// Counts the runs that match a filter, whatever its limit.
    func count(_ filter: RunFilter) async throws(RunStoreError) -> Int

    /// Shortens the names of runs as far as ``run(named:)`` accepts, to the part after the dash where that is unique.
    func names(of runs: [RunID]) async throws(RunStoreError) -> [RunID: String]

    /// The attempts at steps of a run, in the order in which they began.
    func steps(of run: RunID) async throws(RunStoreError) -> [RunStep]

    /// The succeeded runs with this model key and this fingerprint of inputs, newest first.
    func succeeded(modelKey: String, fingerprint: String) async throws(RunStoreError) -> [Run]

    /// Finds the run to which a caller has given a name.
    ///
    /// - Parameters:
    ///   - name: The ``Run/callerName``.
    ///   - caller: The ``Run/caller``.
    /// - Returns: The run, or `nil`.
    /// - Throws: When the store cannot be read.
    func run(callerName name: String, of caller: String?) async throws(RunStoreError) -> Run?

    /// Adds up the charges in the ledger, which also holds those of removed runs.
    ///
    /// - Parameters:
    ///   - since: Only charges from this time or later; `nil` for all.
    ///   - key: What to group them by, besides what distinguishes the groups anyway.
    /// - Returns: The groups, ordered by the key.
    /// - Throws: When the store cannot be read.
    func charges(since: Date?, by key: ChargeKey?) async throws(RunStoreError) -> [ChargeGroup]

    // MARK: Driving

    /// Takes the lease of a run that no process is working on.
    ///
    /// The lease of another host counts for ``RunLease/length`` from now at most; see ``RunLease/isTooLong(at:)``.
    ///
    /// - Throws: `locked` with the process that holds it, or `no-such-run`.
    func acquire(_ run: RunID, for owner: RunOwner, at time: Date) async throws(RunStoreError) -> RunLease

    /// Reserves the cost of a run again before it is continued, unless it has been paid.
    ///
    /// A run counts in a budget from the time at which it was recorded or its paid step began, so one that is resumed later
    /// has to fit into the budget of that time.
    ///
    /// - Parameters:
    ///   - budget: How much all runs together may cost.
    ///   - lease: The lease of the run.
    ///   - time: Now.
    /// - Throws: `over-budget`, with what was spent and when enough will be free, or `lease-lost`.
    func reserve(_ budget: RunBudget, _ lease: RunLease, at time: Date) async throws(RunStoreError)

    /// Extends a lease by another ``RunLease/length``.
    ///
    /// - Returns: Whether someone asked to cancel the run.
    func renew(_ lease: RunLease, at time: Date) async throws(RunStoreError) -> Bool

    /// Gives a lease back; the run stays as it is.
    func release(_ lease: RunLease) async throws(RunStoreError)

    /// Records the phase of a step; on return it is on disk.
    ///
    /// Only the beginning of a free step may be lost in a power failure, since that step would begin again anyway. The outcome
    /// of a paid step is accepted even from a process that has lost its lease; a run that was declared `unknown` becomes
    /// `processing` then.
    ///
    /// - Throws: `step-conflict` when the phase does not follow from those recorded before, or `lease-lost`.
    func record(_ step: StepRecord, _ lease: RunLease, at time: Date) async throws(RunStoreError)

    /// Records the outcome of a paid step that an earlier process began, when it becomes known in another way.
    ///
    /// It may come from a file that the model's process left, or from a user who has looked at the service. An attempt that the user
    /// has given up does not settle anything by now; what came of it is only noted there, see ``StepRules/note(on:task:)``.
    ///
    /// - Parameters:
    ///   - outcome: What came of it.
    ///   - answer: Which submission it answers; `nil` for the last attempt at the step whose outcome is unknown.
    ///   - lease: The lease of the run.
    ///   - time: Now.
    /// - Returns: The note; `nil` when the outcome settled the step.
    /// - Throws: `step-conflict` when no such attempt at the step has an unknown outcome, or `lease-lost`.
    func adopt(
        _ outcome: StepRecord,
        answering answer: StepAnswer?,
        _ lease: RunLease,
        at time: Date
    ) async throws(RunStoreError) -> StepRecord?

    /// Records another change to the run.
    ///
    /// - Throws: `step-conflict` for a status that the run cannot have now, or `lease-lost`.
    func update(_ change: RunChange, _ lease: RunLease, at time: Date) async throws(RunStoreError)

    /// Records how a run ended or stopped, and gives the lease back.
    ///
    /// While the outcome of a paid step is unknown, a run without outputs ends as `unknown`, whatever the ending says.
    ///
    /// - Throws: `step-conflict` when the run has ended before, or `lease-lost`.
    func end(_ ending: RunEnding, _ lease: RunLease, at time: Date) async throws(RunStoreError)

    /// Records that the user has checked, and that paid steps of unknown outcome may begin again; the run becomes `processing`.
    ///
    /// - Throws: `locked` while the process that began such a step is alive on this host, or `lease-lost`.
    func abandonUnknownSteps(_ lease: RunLease, at time: Date) async throws(RunStoreError)

    // MARK: From outside

    /// Asks the process that is working on a run to cancel it.
    func requestCancel(_ run: RunID) async throws(RunStoreError)

    /// Declares `unknown` every run that no process is working on and in which a paid step began without a recorded outcome.
    ///
    /// A lease of another host that is too long is shortened; see ``RunLease/isTooLong(at:)``. A store that is open for reading
    /// only stays as it is.
    ///
    /// - Parameters:
    ///   - time: Now.
    ///   - awaited: The runs to leave as they are, since the outcome may still arrive.
    /// - Throws: When the store cannot be read or written.
    func settle(at time: Date, except awaited: Set<RunID>) async throws(RunStoreError)

    /// Removes a run that no process is working on; what it has cost, or may have cost, stays in the ledger.
    ///
    /// If its task may still be at the service, its slot stays in use, see ``Slot/outlivesRun(at:)``.
    ///
    /// - Returns: The removed run; its partial output files are still there.
    /// - Throws: `locked`, or `no-such-run`.
    func remove(_ run: RunID, at time: Date) async throws(RunStoreError) -> Run

    /// Removes the oldest runs that ended before a time, except those with status `unknown` and those of a series that would pay for
    /// them again, see ``Run/isOfPaidSeries``; the ledger stays as it is.
    ///
    /// Once none is left, the store gives the room that they took back.
    ///
    /// - Parameters:
    ///   - time: Runs that ended at this time or later stay.
    ///   - limit: How many to remove at most, so that a caller need not have all of them in memory.
    /// - Returns: The removed runs, oldest first; fewer than `limit` when none is left.
    /// - Throws: When the store cannot be written.
    func removeRuns(endedBefore time: Date, limit: Int) async throws(RunStoreError) -> [Run]
}

extension RunDatabase {
    package var filesDirectory: String? { nil }

    /// Declares `unknown` every run whose paid step will have no recorded outcome; see ``settle(at:except:)``.
    ///
    /// - Parameter time: Now.
    /// - Throws: When the store cannot be read or written.
    package func settle(at time: Date) async throws(RunStoreError) { try await settle(at: time, except: []) }

    /// Records the outcome of the last attempt at a paid step whose outcome is unknown; see ``adopt(_:answering:_:at:)``.
    ///
    /// - Parameters:
    ///   - outcome: What came of it.
    ///   - lease: The lease of the run.
    ///   - time: Now.
    /// - Throws: `step-conflict` when no attempt at the step has an unknown outcome, or `lease-lost`.
    package func adopt(_ outcome: StepRecord, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        _ = try await adopt(outcome, answering: nil, lease, at: time)
    }

    /// Records a run that must be new, and takes its lease.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - owner: The process that will drive it.
    ///   - budget: How much all runs together may cost.
    /// - Returns: The lease.
    /// - Throws: `over-budget`, `run-name-taken`, or when the store cannot be written.
    package func create(_ run: Run, owner: RunOwner, budget: RunBudget?) async throws(RunStoreError) -> RunLease {
        switch try await create(run, owner: owner, budget: budget, reuse: .never) {
        case .created(let lease): return lease
        case .existing(let existing): throw .nameTaken(run.callerName ?? "", by: existing.id)
        }
    }
}
