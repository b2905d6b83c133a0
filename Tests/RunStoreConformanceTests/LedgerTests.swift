import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import Testing

struct LedgerTests {
    /// Records a paid run.
    private func paid(
        _ fixture: StoreFixture,
        _ seconds: Double,
        model: String = "a/one",
        label: String? = nil,
        usd: Double?,
        ending: RunEnding?,
        isCharged: Bool = true
    ) async throws -> RunLease {
        var run = fixture.run(seconds, model: model, usd: usd)
        run.service.isCharged = isCharged
        run.label = label
        let lease = try await fixture.begin(run)
        try await fixture.pay(lease, at: run.created)
        if let ending { try await fixture.database.end(ending, lease, at: fixture.start) }
        return lease
    }

    @Test(arguments: StoreUnderTest.all)
    func `costs are added up as far as they are known`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, now) = (fixture.database, fixture.start)
        #expect(
            try await database.cost(since: nil, by: nil)
                == [RunCost(key: nil, paidRuns: 0, usd: 0, estimatedRuns: 0, unknownRuns: 0)]
        )
        #expect(try await database.cost(since: nil, by: .model) == [])
        _ = try await paid(fixture, 0, usd: 1.2, ending: .success(1))
        _ = try await paid(fixture, 1, usd: 2, ending: nil)
        _ = try await paid(fixture, 2, model: "b/two", usd: nil, ending: .success(nil))
        _ = try await paid(fixture, 3, model: "b/two", usd: 4, ending: .failed(.sample, log: []))
        _ = try await paid(fixture, 4, model: "b/two", usd: 8, ending: .success(8), isCharged: false)
        // A reservation is no cost.
        _ = try await fixture.begin(fixture.run(5, model: "b/two", usd: 16))
        #expect(
            try await database.cost(since: nil, by: nil)
                == [RunCost(key: nil, paidRuns: 4, usd: 7, estimatedRuns: 2, unknownRuns: 1)]
        )
        #expect(
            try await database.cost(since: now.addingTimeInterval(1), by: .model) == [
                RunCost(key: "a/one", paidRuns: 1, usd: 2, estimatedRuns: 1, unknownRuns: 0),
                RunCost(key: "b/two", paidRuns: 2, usd: 4, estimatedRuns: 1, unknownRuns: 1),
            ]
        )
        for (seconds, usd) in [(6.0, 0.5 as Double?), (7, nil), (8, 0.25)] {
            let lease = try await fixture.begin(fixture.run(seconds, model: "c/three", usd: usd))
            try await fixture.pay(lease, [.began], at: now.addingTimeInterval(seconds))
            try await database.end(.unknown(.sample, log: []), lease, at: now)
            let cost = try await database.cost(since: now.addingTimeInterval(6), by: nil).first
            #expect(cost?.paidRuns == 0 && cost?.usd == 0)
            #expect(cost?.undecidedRuns == Int(seconds) - 5)
            #expect(cost?.undecidedUSD == (seconds == 6 ? 0.5 : nil))
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `the costs of one caller are broken down by day and model`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        for (number, (caller, model, hours, usd)) in [
            ("ada", "a/one", 0.0, 1.0), ("ada", "a/one", 1, 2), ("ada", "b/\"two\"", 1, 4), ("ada", "a/one", 30, 8),
            ("bob", "a/one", 0, 16), (nil, "a/one", 0, 32),
        ].enumerated() {
            var run = fixture.run(hours * 3_600 + Double(number), model: model, usd: usd)
            run.caller = caller
            try await fixture.pay(try await fixture.begin(run), at: run.created)
        }
        let since = fixture.start
        func rows(of caller: String?, since: Date?) async throws -> [String] {
            try await fixture.database.dailyCosts(of: caller, since: since) {
                String(Int($0.timeIntervalSince(fixture.start) / 86_400))
            }.map { "\($0.day) \($0.model) \($0.cost.paidRuns) \($0.cost.usd)" }
        }
        #expect(
            try await rows(of: "ada", since: since) == ["0 a/one 2 3.0", "0 b/\"two\" 1 4.0", "1 a/one 1 8.0"]
        )
        #expect(try await rows(of: "ada", since: since.addingTimeInterval(86_400)) == ["1 a/one 1 8.0"])
        #expect(try await rows(of: "bob", since: nil) == ["0 a/one 1 16.0"])
        #expect(try await rows(of: nil, since: nil) == ["0 a/one 1 32.0"])
        #expect(try await rows(of: "eve", since: nil) == [])
    }

    @Test(arguments: StoreUnderTest.all)
    func `costs are broken down by model, label and day`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let day = 86_400.0
        _ = try await paid(fixture, 0, label: "week 1", usd: 1, ending: nil)
        _ = try await paid(fixture, 0.9 * day, label: "week 1", usd: 2, ending: .success(2.5))
        _ = try await paid(fixture, 3 * day, model: "b/two", label: "week 2", usd: 4, ending: nil)
        _ = try await paid(fixture, 3 * day, model: "b/two", usd: 8, ending: nil)
        func costs(_ key: CostKey) async throws -> [String?: Double] {
            let costs = try await fixture.database.cost(since: nil, by: key)
            #expect(costs.map { $0.key ?? "" } == costs.map { $0.key ?? "" }.sorted())
            return Dictionary(uniqueKeysWithValues: costs.map { ($0.key, $0.usd) })
        }
        #expect(try await costs(.model) == ["a/one": 3.5, "b/two": 12])
        #expect(try await costs(.label) == ["week 1": 3.5, "week 2": 4, nil: 8])
        // The sample time is 12:21 in UTC, so 0.9 days later is the next day.
        let utc: @Sendable (Date) -> String = { String($0.text.prefix(10)) }
        #expect(try await costs(.day(utc)) == ["2026-01-05": 1, "2026-01-06": 2.5, "2026-01-08": 12])
        let east: @Sendable (Date) -> String = { String($0.addingTimeInterval(12 * 3_600).text.prefix(10)) }
        #expect(try await costs(.day(east)) == ["2026-01-06": 3.5, "2026-01-09": 12])
    }

    @Test(arguments: StoreUnderTest.all)
    func `removed runs keep their cost and their place in the limit`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, now) = (fixture.database, fixture.start)
        let removed = try await paid(fixture, 0, usd: 1.2, ending: .success(1))
        _ = try await paid(fixture, 1, usd: 2, ending: .failed(.sample, log: []))
        let unknown = try await fixture.begin(fixture.run(2, usd: 4))
        try await fixture.pay(unknown, [.began])
        try await database.end(.unknown(.sample, log: []), unknown, at: now)
        let (cost, use) = (try await database.cost(since: nil, by: nil), try await database.budgetUse(since: now))
        #expect(cost.first?.usd == 3 && cost.first?.undecidedUSD == 4 && use.usd == 7)

        _ = try await database.remove(removed.run, at: now)
        _ = try await database.removeRuns(endedBefore: now.addingTimeInterval(60), limit: 100)
        _ = try await database.remove(unknown.run, at: now)
        #expect(try await database.runs(RunFilter()).isEmpty)
        #expect(try await database.cost(since: nil, by: nil) == cost)
        #expect(try await database.budgetUse(since: now) == use)
    }

    @Test(arguments: StoreUnderTest.all)
    func `removing an unpaid run frees what it reserved, unless a paid step may have succeeded`(store: StoreUnderTest)
        async throws
    {
        let fixture = try await StoreFixture(store)
        let (database, now) = (fixture.database, fixture.start)
        for (phases, rest) in [([], 0), ([.began, .failed], 0), ([.began], 1.2)] as [([StepRecord.Phase], Double)] {
            let lease = try await fixture.begin(fixture.run())
            try await fixture.pay(lease, phases)
            try await database.release(lease)
            _ = try await database.remove(lease.run, at: now)
            #expect(try await database.budgetUse(since: now).usd == rest)
        }
        #expect(try await database.cost(since: nil, by: nil).first?.undecidedRuns == 1)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run whose submission was given up may have been charged even if it fails`(store: StoreUnderTest)
        async throws
    {
        let fixture = try await StoreFixture(store)
        let (database, now) = (fixture.database, fixture.start)
        var lease = try await fixture.begin(fixture.run())
        try await fixture.pay(lease, [.began, .unknown])
        try await database.end(.unknown(.sample, log: []), lease, at: now)
        #expect(try await database.cost(since: nil, by: nil).first?.undecidedRuns == 1)
        lease = try await database.acquire(lease.run, for: .current, at: now)
        try await database.abandonUnknownSteps(lease, at: now)
        // It is reserved again.
        #expect(try await database.cost(since: nil, by: nil).first?.isEmpty == true)
        #expect(try await database.budgetUse(since: now).usd == 1.2)
        try await fixture.pay(lease, [.began, .failed])
        try await database.end(.failed(.sample, log: []), lease, at: now)
        let cost = try await database.cost(since: nil, by: nil).first
        #expect(cost?.paidRuns == 0 && cost?.undecidedUSD == 1.2)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run that continues with an emulator keeps what it has cost`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, now) = (fixture.database, fixture.start)
        let emulator = RunService(
            endpoint: "http://127.0.0.1:1",
            staging: nil,
            usesOwnEmulator: true,
            isCharged: false
        )
        for (phases, usd) in [([], 0), ([.began, .succeeded], 1.2)] as [([StepRecord.Phase], Double)] {
            let lease = try await fixture.begin(fixture.run())
            try await fixture.pay(lease, phases)
            try await database.update(.driven(fixture.run().model, emulator), lease, at: now)
            #expect(try await database.budgetUse(since: now).usd == usd)
            try await database.end(.success(0), lease, at: now)
            #expect(try await database.budgetUse(since: now).usd == usd)
        }
        var free = fixture.run(1)
        free.service = emulator
        let lease = try await fixture.begin(free)
        try await database.update(.driven(free.model, fixture.run().service), lease, at: now)
        #expect(try await database.budgetUse(since: now).usd == 2.4)
    }

    @Test(arguments: StoreUnderTest.all)
    func `an answer that arrives late turns what may have been charged into a cost`(store: StoreUnderTest) async throws
    {
        let fixture = try await StoreFixture(store)
        let (database, later) = (fixture.database, fixture.start.addingTimeInterval(61))
        for (phase, paid, use) in [(StepRecord.Phase.succeeded, 1, 1.2), (.failed, 1, 2.4)] {
            let lease = try await database.create(fixture.run(), owner: .elsewhere, budget: nil)
            try await fixture.pay(lease, [.began])
            try await database.settle(at: later)
            #expect(try await database.cost(since: nil, by: nil).first?.undecidedRuns == 1)
            try await fixture.pay(lease, [phase], at: later)
            let cost = try await database.cost(since: nil, by: nil).first
            #expect(cost?.undecidedRuns == 0 && cost?.paidRuns == paid)
            #expect(try await database.budgetUse(since: fixture.start).usd == use)
        }
    }
}
