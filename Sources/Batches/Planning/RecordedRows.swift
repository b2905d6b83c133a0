internal import FoundationEssentials
internal import RunStore
internal import RunnerCore
internal import Spending

/// The recorded runs of a batch when it was planned, by the names that the batch gave them.
struct RecordedRows: Sendable {
    /// What matters of a run.
    private struct Known: Sendable {
        var id: RunID
        var status: RunStatus
        var isPaid: Bool
        var isLost: Bool
        var estimate: RunPrice
        var isCharged: Bool
        var isComplete: Bool
        /// Where its output files are, or go.
        var paths: [String]
    }

    /// The state of a row.
    struct Standing: Sendable {
        var task: BatchPlan.Row.Task
        var attempt = 1
        var lost: RunID?
    }

    private var runs: [String: Known] = [:]

    /// Reads the record.
    ///
    /// - Parameters:
    ///   - name: The batch.
    ///   - store: Where runs are recorded; `nil` when nothing was ever recorded.
    /// - Throws: `RunStoreError`.
    init(_ name: BatchName, _ store: (any RunDatabase)?) async throws {
        guard let store else { return }
        let now = Date()
        for try await run in store.sequence(RunFilter(label: name.label)) {
            guard let callerName = run.callerName, run.caller == nil else { continue }
            let isHeld = run.lease?.isHeld(at: now) == true
            runs[callerName] = Known(
                id: run.id,
                status: run.status,
                isPaid: run.isPaid,
                isLost: !isHeld && RunFate(recorded: run) == .lost,
                estimate: run.estimate,
                isCharged: run.service.isCharged,
                isComplete: run.files.allSatisfy { FileManager.default.fileExists(atPath: $0.path) },
                paths: run.status == .succeeded ? run.files.map(\.path) : []
            )
        }
    }

    /// Finds out what is to be done about a row.
    ///
    /// - Parameters:
    ///   - key: The row.
    ///   - name: The batch.
    ///   - place: Where its output goes.
    ///   - retries: Whether it runs again after it has failed, or when its output is missing.
    /// - Returns: What is to be done.
    func standing(of key: RowKey, in name: BatchName, place: String?, retries: Bool) -> Standing {
        var standing = Standing(task: .new)
        while let run = runs[name.runName(of: key, attempt: standing.attempt)] {
            if run.isLost {
                // Nothing is left of it: its emulator had everything.
                standing.lost = run.id
                standing.attempt += 1
                continue
            }
            let next = runs[name.runName(of: key, attempt: standing.attempt + 1)] != nil
            switch run.status {
            case .succeeded where run.isComplete || !(next || retries):
                let isThere = place.map { isPlace($0, ofOutputs: run.paths) } ?? true
                standing.task = run.isComplete && isThere ? .done : .moved
                return standing
            case .failed where !(next || retries), .canceled where !(next || retries):
                standing.task = .failed
                return standing
            case .queued, .starting, .processing, .unknown:
                standing.task = .open
                return standing
            case .succeeded, .failed, .canceled: standing.attempt += 1
            }
        }
        return standing
    }

    /// Whether a run has paid for its result.
    func isPaid(_ name: String) -> Bool { runs[name]?.isPaid == true }

    /// What an open run may still cost.
    func rest(of name: String) -> CostEstimate {
        guard let run = runs[name], run.isCharged, !run.isPaid, run.status != .unknown else { return .free }
        return run.estimate.usd.map { .known(usd: $0, seconds: nil) }
            ?? .unknown(reason: "it was unknown when the run was recorded", atMost: nil)
    }
}
