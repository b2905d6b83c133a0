internal import InferenceKit

/// Calls the API until a call succeeds, fails permanently, or there is no time or patience left.
///
/// A class for the reason given in `docs/architecture.md`, "Memory of waiting runs".
final class VisionClient: Sendable {
    /// Asks for results; its questions are repeated here and not there.
    let waiter: Waiter
    /// For a video that does not arrive.
    let downloadPatience: RetryPolicy

    private let exchange: VisionExchange
    private let time: any TimeSource
    private let random: @Sendable () -> Double
    /// For failures that pass without help: a minute and a half.
    private let patience: RetryPolicy
    /// For the same while a paid task is waited for: seven minutes, because giving up early would waste what was paid.
    private let resultPatience: RetryPolicy
    /// The same while a user waits for the program to end.
    private let cancelPatience: RetryPolicy
    /// For a free slot, which appears when another task of the account ends: no limit but the deadline.
    private let slotPatience: RetryPolicy

    init(endpoint: VisionEndpoint, credential: Credential, setup: Setup) {
        exchange = VisionExchange(endpoint: endpoint, credential: credential, setup: setup)
        time = setup.time
        random = setup.random
        let pollInterval = setup.pollInterval ?? .seconds(3)
        waiter = Waiter(firstInterval: pollInterval, patience: RetryPolicy(attempts: 1))
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
    /// - Returns: The service's response.
    /// - Throws: `PredictionError`, or `CancellationError`.
    func call(_ action: VisionAction, _ form: VisionForm, _ context: PredictionContext) async throws -> VisionSuccess {
        var attempts = Attempts(action: action)
        return try await context.repeating {
            try await exchange.attempt(action, form, within: context.remaining).success()
        } pause: {
            try pause(after: $0, &attempts, context)
        }
    }

    /// Submits a task.
    ///
    /// Each attempt is a separate paid step, so that the runner knows when one is under way, and knows the task before it
    /// knows that the step has ended. A resumed run returns the earlier task, even when the run has been
    /// canceled meanwhile, so that the task can be canceled at the service.
    ///
    /// - Parameters:
    ///   - form: Its fields.
    ///   - context: The run.
    /// - Returns: The accepted task.
    /// - Throws: `PredictionError`, or `CancellationError`.
    func submit(_ form: VisionForm, _ context: PredictionContext) async throws -> VisionTask {
        var attempts = Attempts(action: .submitTask)
        return try await context.repeating {
            try await attemptSubmission(form, isFirst: attempts.isFirst, context)
        } pause: {
            try pause(after: $0, &attempts, context)
        }
    }

    private func attemptSubmission(
        _ form: VisionForm,
        isFirst: Bool,
        _ context: PredictionContext
    ) async throws -> VisionTask {
        var outcome: VisionExchange.Outcome?
        do {
            let task = try await context.step(
                "submit",
                paid: true,
                fromTask: { VisionTask(id: $0, reqKey: form.reqKey) }
            ) {
                if isFirst { context.progress("submitting") }
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
            // The task of an earlier part of the run.
            if outcome == nil { context.started(taskID: task.id) }
            return task
        } catch {
            // A refusal of the service decides what is next; any other error is about the step.
            guard let outcome, !outcome.isAccepted else { throw error }
            throw VisionExchange.Refused(outcome: outcome)
        }
    }

    /// Asks once for a task that does not exist, with the service's time if it refuses ours.
    ///
    /// - Parameter reqKey: The model's `req_key`.
    /// - Returns: What is wrong; `nil` when a prediction would be accepted, as far as that can be known.
    func problem(with reqKey: String) async -> PredictionError? {
        let form: VisionForm = ["req_key": reqKey, "task_id": "1000000000000000001"]
        for _ in 0..<2 {
            let outcome = await exchange.attempt(.getResult, form, within: .seconds(10))
            switch outcome.reaction {
            case .accept: return nil
            // A service that judges an input has accepted the keys.
            case .fail(let error) where error.code == .invalidInput || error.code == .taskFailed: return nil
            case .fail(let error), .tryAgain(let error), .waitForSlot(let error): return error
            case .stop: return PredictionError(.canceled, "the request was canceled")
            case .correctClock(let error):
                guard exchange.correctClock(to: outcome.serverTime) else { return error }
            }
        }
        return PredictionError(
            .configuration,
            "the service refuses the time of the request, and does not state its own",
            help: "set the clock, for example with 'timedatectl set-ntp true'"
        )
    }

    /// The time of day.
    var now: UTCTime { time.now }
}

// MARK: - Repeating

extension VisionClient {
    /// How often an action was tried in vain, and why.
    private struct Attempts {
        let action: VisionAction
        var failures = 0
        var refusedSlots = 0
        var hasCorrectedClock = false

        var isFirst: Bool { failures == 0 && refusedSlots == 0 && !hasCorrectedClock }
    }

    /// Decides how long to wait after an attempt that failed.
    ///
    /// Not inlined, for the reason given in `docs/architecture.md`, "Memory of waiting runs".
    ///
    /// - Throws: Why there is no other attempt.
    @inline(never)
    private func pause(
        after error: any Error,
        _ attempts: inout Attempts,
        _ context: PredictionContext
    ) throws -> Duration {
        guard let outcome = (error as? VisionExchange.Refused)?.outcome else { throw error }
        switch outcome.reaction {
        case .accept:
            throw error
        case .fail(let error):
            throw error
        case .stop:
            throw CancellationError()
        case .correctClock(let error):
            guard !attempts.hasCorrectedClock, exchange.correctClock(to: outcome.serverTime) else { throw error }
            attempts.hasCorrectedClock = true
            context.log("this machine's clock is wrong; using the service's time")
            return .zero
        case .waitForSlot(let refusal):
            attempts.refusedSlots += 1
            context.progress("waiting for a free slot")
            return try pause(slotPatience, attempts.refusedSlots, attempts, outcome, refusal, context)
        case .tryAgain(let failure):
            attempts.failures += 1
            return try pause(patience(for: attempts.action), attempts.failures, attempts, outcome, failure, context)
        }
    }

    /// Decides how long to wait, as long as there is patience and time for that.
    private func pause(
        _ policy: RetryPolicy,
        _ failures: Int,
        _ attempts: Attempts,
        _ outcome: VisionExchange.Outcome,
        _ failure: PredictionError,
        _ context: PredictionContext
    ) throws -> Duration {
        let retryAfter = outcome.retryAfter
        guard let delay = policy.delay(afterFailures: failures, retryAfter: retryAfter, random: random()) else {
            throw failure
        }
        let subject = attempts.action.rawValue
        if let pause = try context.pause(delay, becauseOf: failure, requested: retryAfter, subject: subject) {
            return pause
        }
        // Where nothing continues at the service, the failure itself says more than the time does.
        guard attempts.action == .getResult || attempts.refusedSlots > 0 else { throw failure }
        throw PredictionError(
            .deadlineExceeded,
            "the run's time limit was reached; the service's last response was: \(failure.message)",
            help: "allow more time with --timeout",
            vendor: failure.vendor
        )
    }

    private func patience(for action: VisionAction) -> RetryPolicy {
        switch action {
        case .process, .submitTask: patience
        case .getResult: resultPatience
        case .cancelTask: cancelPatience
        }
    }
}
