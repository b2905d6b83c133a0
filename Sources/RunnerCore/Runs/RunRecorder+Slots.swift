internal import ErrorReporting
internal import InferenceKit
internal import RunStore
internal import Synchronization

/// The one place where a run waits for a slot of its account.
extension RunRecorder {
    /// How long to wait before a store is asked again; jitter keeps processes from asking all at once.
    private static var pause: Duration { .milliseconds(Int.random(in: 200...600)) }

    /// How long a submission waits at most: a model is waiting, and what it has uploaded may expire.
    private static let patience: Duration = .seconds(90)

    /// Waits until the run has a slot, before anything is sent.
    ///
    /// - Parameters:
    ///   - patience: How long to wait at most; `nil` for any time.
    ///   - stop: Lets the user stop waiting, or cancel the run.
    ///   - watch: Called with what is waited for.
    /// - Throws: ``RunnerError`` with `interrupted` or `PredictionError` with `canceled` when it was stopped, or with
    ///   `deadline-exceeded`; `RunStoreError`.
    func waitForSlot(
        within patience: Duration?,
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws {
        guard let limit else { return }
        let end = patience.map { ContinuousClock.now + $0 }
        let waiting = Task { try await takeSlot(limit, until: end) { watch(.progress(ProgressUpdate($0.text))) } }
        let wished = Mutex<StopSignal.Wish?>(nil)
        stop.listen { wish in
            wished.withLock { $0 = wish }
            waiting.cancel()
        }
        do {
            try await withTaskCancellationHandler {
                try await waiting.value
            } onCancel: {
                waiting.cancel()
            }
        } catch is CancellationError {
            switch wished.withLock({ $0 }) {
            case .cancel?:
                throw PredictionError(.canceled, "canceled while it waited for a slot; nothing was submitted")
            case .leave(let error)?: throw error
            case .stop?, .stopNow?, nil:
                throw RunnerError(.interrupted, "stopped while it waited for a slot; nothing was submitted")
            }
        }
    }

    /// Counts a submission that is about to begin; the slot was taken before, so this waits only for the rate.
    ///
    /// - Throws: `no-slot` when it may not begin soon, or what the store throws.
    func admitSubmission() async throws(RunStoreError) {
        guard let limit else { return }
        let end = ContinuousClock.now + Self.patience
        while case .busy(let refusal) = try await database.noteSubmission(limit, lease, at: now()) {
            guard ContinuousClock.now < end, (try? await Task.sleep(for: Self.pause)) != nil else {
                throw RunStoreError(
                    .noSlot,
                    "nothing was submitted: \(refusal.text)",
                    help:
                        "the run can be continued; raise RUNNER_SLOTS or RUNNER_SUBMISSIONS_PER_MINUTE if the account allows more"
                )
            }
        }
    }

    private func takeSlot(
        _ limit: ServiceLimit,
        until end: ContinuousClock.Instant?,
        _ tell: (SlotRefusal) -> Void
    ) async throws {
        var told: SlotRefusal?
        while case .busy(let refusal) = try await database.takeSlot(limit, lease, at: now()) {
            if let end, end <= .now {
                throw PredictionError(
                    .deadlineExceeded,
                    "the time limit was reached; nothing was submitted: \(refusal.text)"
                )
            }
            if refusal != told { tell(refusal) }
            told = refusal
            try await Task.sleep(for: Self.pause)
        }
    }
}
