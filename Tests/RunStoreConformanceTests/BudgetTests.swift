import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import Testing

struct BudgetTests {
    /// A run that was recorded before, and what came of it.
    struct Earlier: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var usd: Double? = 1.2
        var isCharged = true
        var age: Double = 60
        var status: RunStatus?
        var phases: [StepRecord.Phase] = []
        var ending: RunEnding?
        /// What it counts in the budget; `nil` when that is unknown.
        var counts: Double?
    }

    @Test(
        arguments: StoreUnderTest.all,
        [
            Earlier(testDescription: "queued", counts: 1.2),
            Earlier(testDescription: "starting", status: .starting, counts: 1.2),
            Earlier(testDescription: "processing", status: .processing, counts: 1.2),
            Earlier(testDescription: "paying", status: .processing, phases: [.began], counts: 1.2),
            Earlier(testDescription: "paid", status: .processing, phases: [.began, .succeeded], counts: 1.2),
            Earlier(testDescription: "refused, and tries again", phases: [.began, .failed], counts: 1.2),
            Earlier(testDescription: "interrupted", ending: .interrupted(.sample, log: []), counts: 1.2),
            Earlier(
                testDescription: "interrupted after it was paid",
                phases: [.began, .succeeded],
                ending: .interrupted(.sample, log: []),
                counts: 1.2
            ),
            Earlier(testDescription: "at the budget's beginning", age: 86_400, counts: 1.2),
            Earlier(testDescription: "before the budget's beginning", age: 86_401, counts: 0),
            Earlier(testDescription: "not charged", isCharged: false, counts: 0),
            Earlier(testDescription: "failed before it was paid", ending: .failed(.sample, log: []), counts: 0),
            Earlier(testDescription: "canceled before it was paid", ending: .canceled(.sample, log: []), counts: 0),
            Earlier(
                testDescription: "refused",
                phases: [.began, .failed],
                ending: .failed(.sample, log: []),
                counts: 0
            ),
            Earlier(
                testDescription: "failed after it was paid",
                phases: [.began, .succeeded],
                ending: .failed(.sample, log: []),
                counts: 1.2
            ),
            Earlier(
                testDescription: "canceled after it was paid",
                phases: [.began, .succeeded],
                ending: .canceled(.sample, log: []),
                counts: 1.2
            ),
            Earlier(
                testDescription: "of unknown outcome",
                phases: [.began, .unknown],
                ending: .unknown(.sample, log: []),
                counts: 1.2
            ),
            Earlier(testDescription: "succeeded", phases: [.began, .succeeded], ending: .success(1.08), counts: 1.08),
            Earlier(testDescription: "succeeded without a paid step", ending: .success(1.08), counts: 1.08),
            Earlier(testDescription: "succeeded for nothing", ending: .success(0), counts: 0),
            Earlier(
                testDescription: "succeeded for an unknown price",
                phases: [.began, .succeeded],
                ending: .success(nil),
                counts: 1.2
            ),
            Earlier(testDescription: "queued for an unknown price", usd: nil, counts: nil),
            Earlier(testDescription: "processing for an unknown price", usd: nil, status: .processing, counts: nil),
            Earlier(
                testDescription: "succeeded, estimate and price unknown",
                usd: nil,
                phases: [.began, .succeeded],
                ending: .success(nil),
                counts: nil
            ),
            Earlier(
                testDescription: "of unknown outcome and price",
                usd: nil,
                phases: [.began, .unknown],
                ending: .unknown(.sample, log: []),
                counts: nil
            ),
            Earlier(
                testDescription: "failed unpaid, its price unknown",
                usd: nil,
                ending: .failed(.sample, log: []),
                counts: 0
            ),
        ]
    )
    func `an earlier run counts with what it has cost or may still cost`(
        store: StoreUnderTest,
        earlier: Earlier
    ) async throws {
        let fixture = try await StoreFixture(store)
        let now = fixture.start
        var run = fixture.run(-earlier.age, usd: earlier.usd)
        run.service.isCharged = earlier.isCharged
        let lease = try await fixture.begin(run)
        if let status = earlier.status { try await fixture.database.update(.status(status), lease, at: now) }
        try await fixture.pay(lease, earlier.phases)
        if let ending = earlier.ending { try await fixture.database.end(ending, lease, at: now) }
        let accepts = { (limit: Double) in try await fixture.accepts(0.3, limit: limit) }
        guard let counts = earlier.counts else {
            #expect(try await accepts(1_000) == false)
            return
        }
        #expect(try await accepts(counts + 0.3))
        #expect(try await accepts(counts + 0.29) == false)
        let use = try await fixture.database.budgetUse(since: now.addingTimeInterval(-86_400))
        #expect(abs(use.usd - counts) < 1e-9 && use.unknownRun == nil)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a refusal says when enough will be free, and nothing is recorded`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        for (age, usd) in [(7_200.0, 0.5), (3_600, 1.2), (60, 0.2)] {
            try await fixture.pay(
                try await fixture.begin(fixture.run(-age, usd: usd)),
                at: fixture.start.addingTimeInterval(-age)
            )
        }
        func refusal(_ run: Run, of limit: Double) async throws -> RunStoreError? {
            let budget = RunBudget(usd: limit, since: fixture.start.addingTimeInterval(-86_400))
            return await #expect(throws: RunStoreError.self) {
                try await fixture.database.create(run, owner: .current, budget: budget)
            }
        }
        // The oldest two charges have to leave the 24 hours first.
        let over = try await refusal(fixture.run(usd: 1), of: 2)
        #expect(over?.code == .overBudget)
        #expect(
            over?.message
                == "this run may cost $1.00, and $1.90 has been spent or reserved in the last 24 hours; the limit is $2.00"
        )
        #expect(
            over?.help
                == "wait until 2026-01-06T11:21:34Z, when enough is free, raise RUNNER_MAX_COST_PER_DAY, "
                + "or remove runs that wait unpaid ('runner runs list --status interrupted')"
        )
        #expect(
            try await refusal(fixture.run(usd: 0.5), of: 2)?.help?.hasPrefix("wait until 2026-01-06T10:21:34Z,") == true
        )
        let tooMuch = try await refusal(fixture.run(usd: 2.5), of: 2)
        #expect(tooMuch?.message == "this run may cost $2.50; the limit is $2.00")
        #expect(tooMuch?.help == "raise RUNNER_MAX_COST_PER_DAY, or make the inputs shorter")
        let unknown = try await refusal(fixture.run(usd: nil), of: 2)
        #expect(
            unknown?.message == "the cost of this run is unknown, so it cannot be checked against the limit of $2.00"
        )
        var free = fixture.run(usd: nil)
        free.service.isCharged = false
        _ = try await fixture.database.create(free, owner: .current, budget: RunBudget(usd: 0, since: fixture.start))
        #expect(try await fixture.database.runs(RunFilter()).count == 4)
    }

    @Test(arguments: StoreUnderTest.all, [RunReuse.never, .openRun, .openOrSucceededRun])
    func `a limit holds whether or not an existing run would do`(store: StoreUnderTest, reuse: RunReuse) async throws {
        let fixture = try await StoreFixture(store)
        _ = try await fixture.begin(fixture.run())
        var other = fixture.run(1)
        other.input.fingerprint = "other"
        let (run, budget) = (other, RunBudget(usd: 2, since: fixture.start))
        let error = await #expect(throws: RunStoreError.self) {
            try await fixture.database.create(run, owner: .current, budget: budget, reuse: reuse)
        }
        #expect(error?.code == .overBudget)
        #expect(try await fixture.database.count(RunFilter()) == 1)
        other.service.isCharged = false
        _ = try await fixture.database.create(other, owner: .current, budget: budget, reuse: reuse)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a charge of unknown amount refuses until it no longer counts`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let lease = try await fixture.begin(fixture.run(-60, usd: nil))
        try await fixture.pay(lease, at: fixture.start.addingTimeInterval(-30))
        let budget = RunBudget(usd: 2, since: fixture.start.addingTimeInterval(-86_400))
        let error = await #expect(throws: RunStoreError.self) {
            try await fixture.database.create(fixture.run(), owner: .current, budget: budget)
        }
        #expect(
            error?.message == "the cost of the run '\(lease.run)' is unknown, so the limit of $2.00 cannot be checked"
        )
        #expect(
            error?.help
                == "wait until 2026-01-06T12:21:04Z, when it no longer counts, or unset RUNNER_MAX_COST_PER_DAY"
        )
    }

    @Test(arguments: StoreUnderTest.all)
    func `two runs begun at the same moment cannot both take the last dollar`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let budget = RunBudget(usd: 3, since: fixture.start)
        var others: [any RunDatabase] = []
        for _ in 0..<4 { others.append(try await fixture.reopened()) }
        let accepted = await withTaskGroup(of: Bool.self) { [others] group in
            for index in 0..<20 {
                group.addTask {
                    let run = fixture.run(Double(index))
                    return (try? await others[index % 4].create(run, owner: .current, budget: budget)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(accepted == 2)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run counts from when it is paid, and a resumed one is checked again`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, day) = (fixture.database, 86_400.0)
        var lease = try await fixture.begin(fixture.run())
        try await database.end(.interrupted(.sample, log: []), lease, at: fixture.start)
        let later = fixture.start.addingTimeInterval(2 * day)
        #expect(try await fixture.accepts(0.1, limit: 0.1, at: later))
        let other = try await fixture.begin(fixture.run(2 * day - 60, usd: 1))
        let budget = RunBudget(usd: 2, since: later.addingTimeInterval(-day))
        lease = try await database.acquire(lease.run, for: .current, at: later)
        let held = lease
        let error = await #expect(throws: RunStoreError.self) { try await database.reserve(budget, held, at: later) }
        #expect(error?.code == .overBudget)
        #expect(try await database.budgetUse(since: budget.since).usd == 1)
        try await database.end(.failed(.sample, log: []), other, at: later)
        try await database.reserve(budget, lease, at: later)
        // Its own reservation does not stand in its way.
        try await database.reserve(budget, lease, at: later)
        #expect(try await database.budgetUse(since: budget.since).usd == 1.2)
        // Once it is paid, no limit stops it.
        let paid = later.addingTimeInterval(3 * day)
        try await fixture.pay(lease, at: paid)
        try await database.reserve(RunBudget(usd: 0, since: .distantPast), lease, at: paid)
        #expect(try await database.budgetUse(since: paid).usd == 1.2)
        #expect(try await database.budgetUse(since: paid.addingTimeInterval(0.001)).usd == 0)
        // Polling, downloading and the end do not move it.
        try await database.end(.success(1), lease, at: paid.addingTimeInterval(day))
        #expect(try await database.budgetUse(since: paid).usd == 1)
        #expect(try await database.budgetUse(since: paid.addingTimeInterval(0.001)).usd == 0)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a reservation needs the lease`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let lease = try await fixture.begin(fixture.run())
        let later = fixture.start.addingTimeInterval(61)
        _ = try await fixture.database.acquire(lease.run, for: .elsewhere, at: later)
        let error = await #expect(throws: RunStoreError.self) {
            try await fixture.database.reserve(RunBudget(usd: 9, since: fixture.start), lease, at: later)
        }
        #expect(error?.code == .leaseLost)
    }
}

extension StoreFixture {
    /// Whether a run fits into a budget of 24 hours; it is removed again.
    fileprivate func accepts(_ usd: Double, limit: Double, at time: Date? = nil) async throws -> Bool {
        let now = time ?? start
        let budget = RunBudget(usd: limit, since: now.addingTimeInterval(-86_400))
        do {
            let run = Run.sample(at: now, usd: usd)
            let lease = try await database.create(run, owner: .current, budget: budget)
            try await database.release(lease)
            _ = try await database.remove(lease.run, at: now)
            return true
        } catch {
            guard error.code == .overBudget else { throw error }
            return false
        }
    }
}
