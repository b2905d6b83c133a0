package import FoundationEssentials

/// What several processes need to share runs and accounts: claims, slots, and a view of all of it.
///
/// A store whose processes are on different machines may use its own clock in place of the times that it is given.
package protocol FleetDatabase: Sendable {
    // MARK: Claiming

    /// Takes the leases, and the slots, of enqueued runs that nobody drives; all of it in one transaction.
    ///
    /// A run is taken if it is ``Run/isEnqueued`` and has not ended, nobody holds its lease, it does not rest, its model and its
    /// endpoint are among those of the claim, it does not use its own emulator, and no paid step of it is undecided
    /// (``RunDatabase/settle(at:)`` deals with those). One whose service has a limit is passed over unless ``SlotRules/answer(_:for:slots:submissions:at:)`` gives it a slot,
    /// which it gets with its lease. A request to cancel is kept, for the process that takes the run.
    ///
    /// Callers take turns, see ``ClaimOrder``; of one caller, runs that are paid for come first, then the oldest.
    ///
    /// - Parameters:
    ///   - claim: Which runs, and how many.
    ///   - owner: The process that will drive them.
    ///   - time: Now.
    /// - Returns: The leases; fewer than asked for when there are no more runs or slots.
    /// - Throws: When the store cannot be written.
    func claim(_ claim: RunClaim, for owner: RunOwner, at time: Date) async throws(RunStoreError) -> [RunLease]

    /// Records that an enqueued run rests after an interruption, so that no process takes it for a while.
    ///
    /// It is recorded while the lease is still held: whoever waits for the lease sees it with the end of the lease.
    ///
    /// - Parameters:
    ///   - lease: The lease, which is given back afterwards.
    ///   - rest: How long, and why.
    ///   - time: Now.
    /// - Throws: `lease-lost`, or when the store cannot be written.
    func rest(_ lease: RunLease, _ rest: RunRest, at time: Date) async throws(RunStoreError)

    /// A sequence with an element whenever there may be something to claim; it lasts as long as someone listens.
    ///
    /// It is a hint that may be missing or come for nothing: who needs certainty asks again after a while.
    func hints() -> AsyncStream<Void>

    // MARK: Slots

    /// Takes the slot of a run before it is driven to a submission, unless it has one in use.
    ///
    /// The slots of the account are counted under the lock of its row, so that two processes cannot both take the last one. Without a
    /// number in the limit the slot is recorded all the same, so that processes that know the number count it.
    ///
    /// - Parameters:
    ///   - limit: What the account may use.
    ///   - lease: The lease of the run; its token becomes that of the slot.
    ///   - time: Now.
    /// - Returns: What ``SlotRules/answer(_:for:slots:submissions:at:)`` says.
    /// - Throws: `lease-lost`, or when the store cannot be written.
    func takeSlot(_ limit: ServiceLimit, _ lease: RunLease, at time: Date) async throws(RunStoreError) -> SlotAnswer

    /// Notes that a paid step is about to begin: counts a submission of the account, and sets ``Slot/submitted``.
    ///
    /// A run without a slot in use gets one, if there is one.
    ///
    /// - Parameters:
    ///   - limit: What the account may use.
    ///   - lease: The lease of the run.
    ///   - time: Now.
    /// - Returns: What ``SlotRules/submission(_:for:slots:submissions:at:)`` says; nothing is noted when it is busy.
    /// - Throws: `lease-lost`, or when the store cannot be written.
    func noteSubmission(
        _ limit: ServiceLimit,
        _ lease: RunLease,
        at time: Date
    ) async throws(RunStoreError) -> SlotAnswer

    /// Frees the slot that a run has left that was removed, since its task has ended.
    ///
    /// - Parameter run: The run.
    /// - Throws: When the store cannot be written.
    func freeSlot(ofRemoved run: RunID) async throws(RunStoreError)

    // MARK: Looking

    /// Records that a process is there, and forgets those that have been silent for ``FleetProcess/memory``.
    func announce(_ process: FleetProcess, at time: Date) async throws(RunStoreError)

    /// Forgets a process that ends.
    func withdraw(_ owner: RunOwner) async throws(RunStoreError)

    /// What is known about the fleet.
    ///
    /// - Parameter limit: The maximum number of runs in each list.
    /// - Returns: The facts.
    /// - Throws: When the store cannot be read.
    func fleet(limit: Int) async throws(RunStoreError) -> FleetFacts

    /// The hashes of all files, inputs and outputs, of runs that have not ended or whose outcome is unknown, of the outputs of recorded
    /// runs, and of uploads that have not been removed.
    ///
    /// - Returns: SHA-256 in hex.
    /// - Throws: When the store cannot be read.
    func filesInUse() async throws(RunStoreError) -> Set<String>
}
