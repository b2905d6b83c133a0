internal import FoundationEssentials

extension PredictionContext {
    /// Does one piece of the run, and records that it was begun and what came of it.
    ///
    /// Before the body runs, it is on disk that it will; before the call returns, the outcome is. A run that was interrupted
    /// comes by here again when it is resumed: a step that has succeeded returns what it returned then, without running its
    /// body.
    ///
    /// ```swift
    /// let id = try await context.step("submit", paid: true) {
    ///     try await service.submit(input)             // sent once, whatever happens to this machine
    /// }
    /// let link = try await context.step("poll", lifetime: .seconds(3_600)) {
    ///     try await service.result(of: id)            // asked for anew after an hour
    /// }
    /// ```
    ///
    /// Steps are told apart by their names, and those of one name by how many have succeeded before; steps that are under way
    /// at once need names of their own, and paid ones are best done one after the other. A step that failed may be begun again
    /// under its name. A result that serves a paid step is not made anew once that has succeeded, however old it is.
    ///
    /// A paid body that throws may have cost money all the same, unless it throws a ``PredictionError`` of another code than
    /// `outcome-unknown`. A paid step whose outcome is not known is never begun again by itself.
    ///
    /// - Parameters:
    ///   - name: What the piece is, such as `submit`.
    ///   - paid: Whether the body may cost money. Report the service's name for the work with ``started(taskID:)`` before
    ///     the body returns.
    ///   - lifetime: How long the result can be used, such as one hour for a link that dies then; `nil` for ever. What was
    ///     paid for is kept for ever.
    ///   - body: The work. Its result is kept as JSON, without the queries of links and at most 64 KB of it; a result that
    ///     cannot be kept whole is made anew when the run is resumed. A paid result must not need what is left out.
    /// - Returns: What the body returns or has returned.
    /// - Throws: What the body throws; ``PredictionError`` with `outcome-unknown` for a paid step that was begun before and
    ///   of which nobody knows what came of it; an error when the runner is gone.
    public func step<Result: Codable & Sendable>(
        _ name: String,
        paid: Bool = false,
        lifetime: Duration? = nil,
        _ body: () async throws -> Result
    ) async throws -> Result {
        try await step(name, paid: paid, lifetime: lifetime, isStillGood: { $1 }, body)
    }

    /// Does one piece of the run that has no result, as ``step(_:paid:lifetime:_:)`` does.
    ///
    /// - Parameters:
    ///   - name: What the piece is.
    ///   - paid: Whether the body may cost money.
    ///   - lifetime: How long it need not be done again; `nil` for ever.
    ///   - body: The work.
    /// - Throws: As there.
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

    /// Does one piece of the run whose result can lose its worth in other ways than by age.
    ///
    /// - Parameters:
    ///   - name: What the piece is.
    ///   - paid: Whether the body may cost money.
    ///   - lifetime: How long the result can be used.
    ///   - isStillGood: Whether a result that was recorded can be used, given whether it is whole and within its lifetime; not
    ///     asked for what was paid, nor for what only served that.
    ///   - body: The work.
    /// - Returns: What the body returns or has returned.
    /// - Throws: As for ``step(_:paid:lifetime:_:)``.
    package func step<Result: Codable & Sendable>(
        _ name: String,
        paid: Bool = false,
        lifetime: Duration? = nil,
        isStillGood: (Result, _ isFresh: Bool) -> Bool,
        _ body: () async throws -> Result
    ) async throws -> Result {
        switch try decision(name, paid: paid, lifetime: lifetime, isStillGood: isStillGood) {
        case .replay(let result):
            return result
        case .run(let ordinal):
            var hasSucceeded = false
            defer { ledger.end(name, succeeded: hasSucceeded) }
            if paid { try Task.checkCancellation() }
            let step = StepJournal(name: name, ordinal: ordinal, paid: paid, channel: channel)
            try await step.began()
            let result: Result
            do {
                if paid, Task.isCancelled {
                    throw PredictionError(.canceled, "the run was cancelled before '\(name)'")
                }
                result = try await body()
            } catch {
                // Why the body failed says more than why that cannot be noted; without its end on record a paid step counts
                // as one of unknown outcome.
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
    /// Decides whether the body has to run; not inlined, for the reason that ``StepJournal`` has.
    @inline(never)
    private func decision<Result: Decodable>(
        _ name: String,
        paid: Bool,
        lifetime: Duration?,
        isStillGood: (Result, _ isFresh: Bool) -> Bool
    ) throws -> StepLedger.Decision<Result> {
        let now = setup.time.now
        return try ledger.begin(name, paid: paid, read: { kept($0) }) { result, recorded in
            isStillGood(result, recorded.isFresh(at: now, lifetime: lifetime))
        }
    }
}

/// Records the stations of a step.
///
/// Not inlined: whoever waits for the body would keep the places of all its records meanwhile.
private struct StepJournal {
    let name: String
    let ordinal: Int
    let paid: Bool
    let channel: any RunChannel

    @inline(never)
    func began() async throws {
        try await channel.record(StepRecord(name: name, ordinal: ordinal, paid: paid, phase: .began))
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
        let code = (error as? PredictionError)?.code
        let phase: StepRecord.Phase = paid && (code == nil || code == .outcomeUnknown) ? .unknown : .failed
        let error = PredictionError(error)
        try await channel.record(StepRecord(name: name, ordinal: ordinal, paid: paid, phase: phase, error: error))
    }
}

extension RecordedStep {
    fileprivate func isFresh(at now: UTCTime, lifetime: Duration?) -> Bool {
        guard isComplete, let lifetime else { return isComplete }
        let recorded = UTCTime(secondsSinceEpoch: secondsSinceEpoch)
        // A time that has not come yet is of a clock that was wrong, then or now.
        return recorded <= now && now < recorded + lifetime
    }
}

/// The most bytes of a result that are kept: all results of a run come back in one message, which has an end.
private let longestResultBytes = 64 << 10

/// A result as JSON; `nil` when it cannot be kept as that.
private func json(_ result: some Encodable) -> JSONValue? {
    guard let bytes = try? JSONEncoder().encode(result), bytes.count <= longestResultBytes else { return nil }
    return try? JSONValue(parsing: [UInt8](bytes))
}

/// What was kept of a result; `nil` when it has another form.
private func kept<Result: Decodable>(_ json: JSONValue) -> Result? {
    try? JSONDecoder().decode(Result.self, from: Data(json.encoded))
}
