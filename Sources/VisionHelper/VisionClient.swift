internal import InferenceKit

/// Calls the API until it succeeds, fails for good, or there is no time or patience left.
///
/// A class for the reason that ``PredictionContext`` is one.
final class VisionClient: Sendable {
    /// The first wait between two questions for a result.
    let pollInterval: Duration
    /// For a video that does not arrive.
    let downloadPatience: RetryPolicy

    private let exchange: VisionExchange
    private let time: any TimeSource
    private let random: @Sendable () -> Double
    /// For failures that pass by themselves, a minute and a half.
    private let patience: RetryPolicy
    /// For the same while a paid task is waited for, seven minutes: giving up early would cost what was paid.
    private let resultPatience: RetryPolicy
    /// For the same while somebody waits for the program to end.
    private let cancelPatience: RetryPolicy
    /// For a free slot, which is there when one of the account's other tasks is done: no end but the deadline.
    private let slotPatience: RetryPolicy

    init(endpoint: VisionEndpoint, credential: Credential, setup: Setup) {
        exchange = VisionExchange(endpoint: endpoint, credential: credential, setup: setup)
        time = setup.time
        random = setup.random
        pollInterval = setup.pollInterval ?? .seconds(3)
        let first = min(.seconds(1), pollInterval)
        patience = RetryPolicy(attempts: 8, firstDelay: first, longestDelay: first * 30)
        resultPatience = RetryPolicy(attempts: 20, firstDelay: first, longestDelay: first * 30)
        cancelPatience = RetryPolicy(attempts: 3, firstDelay: first, longestDelay: first * 30)
        slotPatience = RetryPolicy(attempts: .max, firstDelay: pollInterval, longestDelay: pollInterval * 10)
        downloadPatience = RetryPolicy(attempts: 4, firstDelay: first, longestDelay: first * 30)
    }

    /// Calls an action that may be repeated freely.
    ///
    /// - Parameters:
    ///   - action: What to do; not a submission.
    ///   - form: Its fields.
    ///   - context: The run.
    /// - Returns: What the service answered.
    /// - Throws: `PredictionError`, or `CancellationError`.
    func call(_ action: VisionAction, _ form: VisionForm, _ context: PredictionContext) async throws -> VisionSuccess {
        try await repeating(action, context) { await exchange.attempt(action, form, within: context.remaining) }
    }

    /// Submits a task.
    ///
    /// Each attempt is a paid step of its own, so that the runner knows when one is under way, and knows the task before it
    /// knows that the step is over. In a run that is resumed the task of before is returned, also when the run has been
    /// cancelled meanwhile, so that it can be cancelled at the service.
    ///
    /// - Parameters:
    ///   - form: Its fields.
    ///   - context: The run.
    /// - Returns: The accepted task.
    /// - Throws: `PredictionError`, or `CancellationError`.
    func submit(_ form: VisionForm, _ context: PredictionContext) async throws -> VisionTask {
        var task = VisionTask(id: "", reqKey: form.reqKey)
        var attempts = 0
        _ = try await repeating(.submitTask, context) {
            var outcome: VisionExchange.Outcome?
            do {
                task = try await context.step("submit", paid: true) {
                    if attempts == 0 { context.progress("submitting") }
                    attempts += 1
                    let sent = time.now
                    let answered = await exchange.attempt(.submitTask, form, within: context.remaining)
                    outcome = answered
                    let answer = try answered.answer()
                    context.started(taskID: answer.taskID ?? "")
                    return VisionTask(
                        id: answer.taskID ?? "",
                        reqKey: form.reqKey,
                        submitted: sent,
                        requestID: answer.requestID
                    )
                }
            } catch {
                // What the service refused is judged below; anything else is about the step.
                guard let outcome, !outcome.isAccepted else { throw error }
            }
            if outcome == nil { context.started(taskID: task.id) }
            return outcome ?? .replayed
        }
        return task
    }

    /// The time of day.
    var now: UTCTime { time.now }

    /// Waits, on the model's clock.
    func sleep(for duration: Duration) async throws {
        try await time.sleep(for: duration)
    }
}

// MARK: - Repeating

extension VisionClient {
    /// How often an action was tried already, and why in vain.
    private struct Attempts {
        let action: VisionAction
        var failures = 0
        var refusedSlots = 0
        var hasCorrectedClock = false
    }

    /// What to do after an attempt.
    private enum NextMove {
        case accept(VisionSuccess)
        case tryAgain(after: Duration)
    }

    private func repeating(
        _ action: VisionAction,
        _ context: PredictionContext,
        _ attempt: () async throws -> VisionExchange.Outcome
    ) async throws -> VisionSuccess {
        var attempts = Attempts(action: action)
        while true {
            switch try nextMove(after: try await attempt(), &attempts, context) {
            case .accept(let success): return success
            case .tryAgain(let delay): if delay > .zero { try await time.sleep(for: delay) }
            }
        }
    }

    /// Decides what to do about the outcome of an attempt.
    ///
    /// Never a part of its caller, which would keep all of these values while it waits.
    @inline(never)
    private func nextMove(
        after outcome: VisionExchange.Outcome,
        _ attempts: inout Attempts,
        _ context: PredictionContext
    ) throws -> NextMove {
        switch outcome.reaction {
        case .accept(let success):
            return .accept(success)
        case .fail(let error):
            throw error
        case .stop:
            throw CancellationError()
        case .correctClock(let error):
            guard !attempts.hasCorrectedClock, exchange.correctClock(to: outcome.serverTime) else { throw error }
            attempts.hasCorrectedClock = true
            context.log("the clock of this machine is off; going on with the service's time")
            return .tryAgain(after: .zero)
        case .waitForSlot(let refusal):
            attempts.refusedSlots += 1
            context.progress("waiting for a free slot")
            let delay = delay(slotPatience, afterFailures: attempts.refusedSlots, outcome)
            return try pause(delay, attempts, outcome, because: refusal, context)
        case .tryAgain(let failure):
            attempts.failures += 1
            let delay = delay(patience(for: attempts.action), afterFailures: attempts.failures, outcome)
            return try pause(delay, attempts, outcome, because: failure, context)
        }
    }

    private func delay(
        _ policy: RetryPolicy,
        afterFailures failures: Int,
        _ outcome: VisionExchange.Outcome
    ) -> Duration? {
        policy.delay(afterFailures: failures, retryAfter: outcome.retryAfter, random: random())
    }

    /// Tries again after a pause, when there is patience and time left for that.
    private func pause(
        _ delay: Duration?,
        _ attempts: Attempts,
        _ outcome: VisionExchange.Outcome,
        because error: PredictionError,
        _ context: PredictionContext
    ) throws -> NextMove {
        guard let delay else { throw error }
        guard delay < context.remaining else {
            // Where nothing was begun that goes on, the failure itself says more than the time does.
            let isWaiting = attempts.action == .getResult || attempts.refusedSlots > 0 || outcome.retryAfter != nil
            throw isWaiting ? outOfTime(error) : error
        }
        context.log("\(attempts.action.rawValue): \(error.message); trying again in \(delay.text)")
        return .tryAgain(after: delay)
    }

    private func patience(for action: VisionAction) -> RetryPolicy {
        switch action {
        case .process, .submitTask: patience
        case .getResult: resultPatience
        case .cancelTask: cancelPatience
        }
    }

    private func outOfTime(_ last: PredictionError) -> PredictionError {
        PredictionError(
            .deadlineExceeded,
            "the time of the run was over; the last answer was: \(last.message)",
            help: "allow more time with --timeout",
            vendor: last.vendor
        )
    }
}
