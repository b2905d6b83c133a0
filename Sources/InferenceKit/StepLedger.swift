internal import Synchronization

/// The states of a run's steps, in earlier parts of the run and in this one, and what they mean for the next step.
///
/// Steps with different names may run at the same time; hence the lock.
final class StepLedger: Sendable {
    /// What to do about a step.
    enum Decision<Result> {
        /// Nothing: it has this recorded result.
        case replay(Result)
        /// Record this result, which the user's knowledge of the service's task gave.
        case settle(Result, ordinal: Int)
        /// Run its body.
        case run(ordinal: Int)
    }

    private struct Key: Hashable {
        var name: String
        var ordinal: Int
    }

    private struct State {
        var succeeded: [String: Int] = [:]
        var underWay: Set<String> = []
        /// Paid steps whose recorded result the model has not asked for yet.
        var unreplayed: Set<Key>
        /// The error of a paid step of this part of the run with an unknown outcome.
        var undecided: PredictionError?
    }

    /// The last record of each step in earlier parts of the run.
    private let recorded: [Key: RecordedStep]
    /// The steps whose result can only have served a paid step that has succeeded later.
    private let served: Set<Key>
    private let state: Mutex<State>

    /// Starts with the records of earlier parts of the run.
    ///
    /// - Parameter steps: The records in their order; of two about the same step, the later counts.
    init(_ steps: [RecordedStep]) {
        let keys = steps.map { Key(name: $0.record.name, ordinal: $0.record.ordinal) }
        recorded = Dictionary(zip(keys, steps)) { _, later in later }
        let lastPaid = steps.lastIndex { $0.record.isPaidFor || $0.knownTask != nil } ?? 0
        served = Set(keys[..<lastPaid]).subtracting(keys[lastPaid...])
        state = Mutex(State(unreplayed: Set(recorded.filter { $0.value.record.isPaidFor }.keys)))
    }

    /// Decides about a step; ``end(_:succeeded:)`` must follow a decision to run it.
    ///
    /// - Parameters:
    ///   - name: The step's name.
    ///   - paid: Whether it may cost money.
    ///   - read: Turns a recorded result into a value; `nil` when the value has another form now.
    ///   - fromTask: Turns the service's name for the work into a value; `nil` when that is not enough.
    ///   - isStillGood: Whether a result can still be used, given its record.
    /// - Returns: What to do.
    /// - Throws: ``PredictionError``: `outcome-unknown` for a paid step with an unknown outcome; `model-failed`
    ///   when the model takes another path than before, and would pay a second time.
    func begin<Result>(
        _ name: String,
        paid: Bool,
        read: (JSONValue) -> Result?,
        fromTask: (String) -> Result?,
        isStillGood: (Result, RecordedStep) -> Bool
    ) throws(PredictionError) -> Decision<Result> {
        let ordinal = state.withLock { state in
            state.underWay.insert(name).inserted ? state.succeeded[name, default: 0] : nil
        }
        guard let ordinal else { throw .twiceAtOnce(name) }
        let key = Key(name: name, ordinal: ordinal)
        do throws(PredictionError) {
            if let task = recorded[key]?.knownTask, recorded[key]?.record.isUndecided == true {
                guard let result = fromTask(task) else { throw PredictionError.needsMore(than: task, in: name) }
                end(name, succeeded: true)
                return .settle(result, ordinal: ordinal)
            }
            if let result = try result(of: key, paid: paid, read, isStillGood) {
                state.withLock { _ = $0.unreplayed.remove(key) }
                end(name, succeeded: true)
                return .replay(result)
            }
            if paid { try checkBeforePaying(key) }
            return .run(ordinal: ordinal)
        } catch {
            end(name, succeeded: false)
            throw error
        }
    }

    /// How many steps with a name have succeeded in this part of the run, replayed ones included.
    func successes(of name: String) -> Int { state.withLock { $0.succeeded[name, default: 0] } }

    /// Notes that the outcome of a paid step is unknown: nothing is paid for in this run any more.
    ///
    /// - Parameter error: The error of its body.
    func noteUndecided(_ error: PredictionError) {
        state.withLock { $0.undecided = $0.undecided ?? error }
    }

    /// Notes that the body of a step has ended.
    ///
    /// - Parameters:
    ///   - name: The step's name.
    ///   - succeeded: Whether it returned.
    func end(_ name: String, succeeded: Bool) {
        state.withLock { state in
            state.underWay.remove(name)
            if succeeded { state.succeeded[name, default: 0] += 1 }
        }
    }
}

// MARK: - The rules

extension StepLedger {
    /// The result to use again; `nil` when the body has to run.
    private func result<Result>(
        of key: Key,
        paid: Bool,
        _ read: (JSONValue) -> Result?,
        _ isStillGood: (Result, RecordedStep) -> Bool
    ) throws(PredictionError) -> Result? {
        guard let step = recorded[key] else { return nil }
        let isPaid = paid || step.record.paid
        switch step.record.phase {
        case .failed:
            return nil
        case .began, .unknown:
            if isPaid { throw .outcomeUnknown(step) }
            return nil
        case .succeeded:
            guard let result = read(step.record.result ?? .null) else {
                if isPaid { throw .unreadableResult(key.name) }
                return nil
            }
            // Paid steps, and steps that only led to them, are not done again.
            if isPaid || served.contains(key) { return result }
            return isStillGood(result, step) ? result : nil
        }
    }

    /// Makes sure that something that was paid for earlier is not paid for again under another name.
    private func checkBeforePaying(_ key: Key) throws(PredictionError) {
        for (other, step) in recorded where other != key && step.record.paid && step.knownTask == nil {
            if step.record.phase == .began || step.record.phase == .unknown { throw .outcomeUnknown(step) }
        }
        if var undecided = state.withLock({ $0.undecided }) {
            undecided.code = .outcomeUnknown
            throw undecided
        }
        if let missed = state.withLock({ $0.unreplayed.map(\.name).min() }) {
            throw .otherWay(to: key.name, without: missed)
        }
    }
}

extension PredictionError {
    fileprivate static func outcomeUnknown(_ step: RecordedStep) -> PredictionError {
        var error =
            step.record.error
            ?? PredictionError(
                .outcomeUnknown,
                "the paid step '\(step.record.name)' began at "
                    + "\(UTCTime(secondsSinceEpoch: step.secondsSinceEpoch).iso8601), and its outcome was never recorded: "
                    + "it may or may not have been accepted and charged",
                help: "nothing was sent again; check the service's usage page before you do"
            )
        error.code = .outcomeUnknown
        return error
    }

    fileprivate static func needsMore(than task: String, in name: String) -> PredictionError {
        PredictionError(
            .modelFailed,
            "the model cannot continue the paid step '\(name)' from the task '\(task)' alone",
            help: "in the model's code, give the step 'fromTask', which makes its result from the name of a task"
        )
    }

    fileprivate static func unreadableResult(_ name: String) -> PredictionError {
        PredictionError(
            .modelFailed,
            "the paid step '\(name)' has succeeded before, but its result does not have the form that the model now expects",
            help: "continue with the version of the model that started the run; nothing was paid again"
        )
    }

    fileprivate static func otherWay(to name: String, without missed: String) -> PredictionError {
        PredictionError(
            .modelFailed,
            "the model reached the paid step '\(name)' without the paid step '\(missed)', which has succeeded before",
            help: "continue with the version of the model that started the run; nothing was paid again"
        )
    }

    fileprivate static func twiceAtOnce(_ name: String) -> PredictionError {
        PredictionError(
            .modelFailed,
            "the model began the step '\(name)' while it was running",
            help: "give steps that run at the same time different names"
        )
    }
}
