internal import FoundationEssentials

extension PredictionContext {
    /// Performs one piece of the run, and records its beginning and its outcome.
    ///
    /// The beginning is on disk before the body runs, and the outcome before the call returns. An interrupted run
    /// comes here again when it is resumed: a step that has succeeded returns its recorded result, without running its
    /// body.
    ///
    /// ```swift
    /// let id = try await context.step("submit", paid: true) {
    ///     try await service.submit(input)             // sent once, even if this machine crashes
    /// }
    /// let link = try await context.step("poll", lifetime: .seconds(3_600)) {
    ///     try await service.result(of: id)            // asked for again after an hour
    /// }
    /// ```
    ///
    /// Steps are identified by their names, and steps with the same name by how many of them have succeeded before. Steps that run
    /// at the same time need different names, and paid ones should run one after another. A step that failed may begin again
    /// under its name. A result that serves a paid step is not made again once that step has succeeded, however old it is.
    ///
    /// When a paid body throws, its outcome counts as unknown, unless it throws a ``PredictionError`` with any code except
    /// `outcome-unknown`. A paid step with an unknown outcome is never repeated automatically. A paid body must send its request
    /// within ``PaidStep/sendingTime``; later requests fail without being sent.
    ///
    /// - Parameters:
    ///   - name: The name of the step, such as `submit`.
    ///   - paid: Whether the body may cost money. Report the service's name for the work with ``started(taskID:)`` before
    ///     the body returns.
    ///   - lifetime: How long the result can be used, such as one hour for a link that expires then; `nil` for no limit. Paid
    ///     results are kept without a limit.
    ///   - fromTask: Makes the result of a paid step from the service's id of the work, when its response was lost and the user
    ///     knows that id. Not needed for a result that is the id, or has it as `id` or `task_id` and nothing else that is required.
    ///   - body: The work. Its result is kept as JSON, without the queries of links and with at most 64 KB; a result that
    ///     cannot be kept whole is made again when the run is resumed. A paid result must not need what is left out.
    /// - Returns: The result of the body, or the recorded one.
    /// - Throws: What the body throws; ``PredictionError`` with `outcome-unknown` for a paid step that began before and
    ///   has no known outcome; an error when the runner is gone.
    public func step<Result: Codable & Sendable>(
        _ name: String,
        paid: Bool = false,
        lifetime: Duration? = nil,
        fromTask: (String) -> Result? = { _ in nil },
        _ body: () async throws -> Result
    ) async throws -> Result {
        try await step(name, paid: paid, lifetime: lifetime, isStillGood: { $1 }, fromTask: fromTask, body)
    }

    /// Performs one piece of the run without a result, like ``step(_:paid:lifetime:_:)``.
    ///
    /// - Parameters:
    ///   - name: The name of the step.
    ///   - paid: Whether the body may cost money.
    ///   - lifetime: How long the step need not be repeated; `nil` for no limit.
    ///   - body: The work.
    /// - Throws: The same errors.
    public func step(
        _ name: String,
        paid: Bool = false,
        lifetime: Duration? = nil,
        _ body: () async throws -> Void
    ) async throws {
        _ = try await step(name, paid: paid, lifetime: lifetime) {
            try await body()
            return JSONValue.bool(true)
        }
    }

    /// Does one piece of the run whose result can become useless in other ways than by age.
    ///
    /// - Parameters:
    ///   - name: The name of the step.
    ///   - paid: Whether the body may cost money.
    ///   - lifetime: How long the result can be used.
    ///   - isStillGood: Whether a recorded result can be used, given whether it is whole and within its lifetime; not
    ///     called for paid results, nor for results that only served those.
    ///   - fromTask: Makes the result from the service's name for the work.
    ///   - body: The work.
    /// - Returns: What the body returns or has returned.
    /// - Throws: As for ``step(_:paid:lifetime:_:)``.
    package func step<Result: Codable & Sendable>(
        _ name: String,
        paid: Bool = false,
        lifetime: Duration? = nil,
        isStillGood: (Result, _ isFresh: Bool) -> Bool,
        fromTask: (String) -> Result? = { _ in nil },
        _ body: () async throws -> Result
    ) async throws -> Result {
        switch try decision(name, paid: paid, lifetime: lifetime, isStillGood: isStillGood, fromTask: fromTask) {
        case .replay(let result):
            return result
        case .settle(let result, let ordinal):
            try await StepJournal(name: name, ordinal: ordinal, paid: paid, channel: channel).succeeded(result)
            return result
        case .run(let ordinal):
            var hasSucceeded = false
            defer { ledger.end(name, succeeded: hasSucceeded) }
            if paid { try Task.checkCancellation() }
            let step = StepJournal(name: name, ordinal: ordinal, paid: paid, channel: channel)
            // Counted from before the record, which is the earliest moment that another process can count from. The runner,
            // which may let a submission wait before it records the step, knows that moment better.
            let earliest = ContinuousClock.now
            let sendLimit = try await step.began() ?? earliest + PaidStep.sendingTime
            let result: Result
            do {
                if paid {
                    guard !Task.isCancelled else {
                        throw PredictionError(.canceled, "the run was canceled before '\(name)'")
                    }
                    result = try await PaidStep.$sendLimit.withValue(sendLimit) { try await body() }
                } else {
                    result = try await body()
                }
            } catch {
                // Why the body failed says more than why that cannot be recorded; a paid step without a recorded end has an
                // unknown outcome.
                if step.isUndecided(after: error) { ledger.noteUndecided(PredictionError(error)) }
                try? await step.failed(error)
                throw error
            }
            hasSucceeded = true
            try await step.succeeded(result)
            return result
        }
    }
}

extension PredictionContext {
    /// Decides whether the body has to run.
    ///
    /// Not inlined, for the reason given in `docs/architecture.md`, "Memory of waiting runs".
    @inline(never)
    private func decision<Result: Decodable>(
        _ name: String,
        paid: Bool,
        lifetime: Duration?,
        isStillGood: (Result, _ isFresh: Bool) -> Bool,
        fromTask: (String) -> Result?
    ) throws -> StepLedger.Decision<Result> {
        let now = setup.time.now
        return try ledger.begin(
            name,
            paid: paid,
            read: { kept($0) },
            fromTask: { fromTask($0) ?? result(ofTask: $0) }
        ) { result, recorded in
            isStillGood(result, recorded.isFresh(at: now, lifetime: lifetime))
        }
    }
}

/// Records the phases of a step.
///
/// Not inlined, for the reason given in `docs/architecture.md`, "Memory of waiting runs".
private struct StepJournal {
    let name: String
    let ordinal: Int
    let paid: Bool
    let channel: any RunChannel

    @inline(never)
    func began() async throws -> ContinuousClock.Instant? {
        try await channel.begin(StepRecord(name: name, ordinal: ordinal, paid: paid, phase: .began))
    }

    @inline(never)
    func succeeded(_ result: some Encodable) async throws {
        let result = json(result)
        try await channel.record(
            StepRecord(name: name, ordinal: ordinal, paid: paid, phase: .succeeded, result: result)
        )
    }

    @inline(never)
    func failed(_ error: any Error) async throws {
        let phase: StepRecord.Phase = isUndecided(after: error) ? .unknown : .failed
        let error = PredictionError(error)
        try await channel.record(StepRecord(name: name, ordinal: ordinal, paid: paid, phase: phase, error: error))
    }

    /// Whether the body may have cost money although it threw.
    func isUndecided(after error: any Error) -> Bool {
        let code = (error as? PredictionError)?.code
        return paid && (code == nil || code == .outcomeUnknown)
    }
}

extension RecordedStep {
    fileprivate func isFresh(at now: UTCTime, lifetime: Duration?) -> Bool {
        guard isComplete, let lifetime else { return isComplete }
        let recorded = UTCTime(secondsSinceEpoch: secondsSinceEpoch)
        // A time in the future comes from a clock that was wrong, then or now.
        return recorded <= now && now < recorded + lifetime
    }
}

/// The most bytes of a result that are kept: all results of a run come back in one message, which is bounded.
private let longestResultBytes = 64 << 10

/// A result as JSON; `nil` when it cannot be kept as that.
private func json(_ result: some Encodable) -> JSONValue? {
    guard let bytes = try? JSONEncoder().encode(result), bytes.count <= longestResultBytes else { return nil }
    return try? JSONValue(parsing: [UInt8](bytes))
}

/// A recorded result as a value; `nil` when it has another form.
private func kept<Result: Decodable>(_ json: JSONValue) -> Result? {
    try? JSONDecoder().decode(Result.self, from: Data(json.encoded))
}

/// The result that consists of the service's name for the work, in the forms that are usual; `nil` when it needs more.
private func result<Result: Decodable>(ofTask task: String) -> Result? {
    kept(.string(task)) ?? kept(["task_id": .string(task), "id": .string(task)])
}
