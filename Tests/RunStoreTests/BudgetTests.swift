import Foundation
import InferenceKit
import RunStore
import SQLiteRunStore
import Testing

struct BudgetTests {
    /// A run that was recorded before, and what came of it.
    struct Earlier: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var usd: Double? = 1.2
        var isCharged = true
        var age: Double = 60
        var phases: [StepRecord.Phase] = []
        var ending: RunEnding?
        /// What it counts in the budget; `nil` when that is unknown.
        var counts: Double?
    }

    @Test(arguments: [
        Earlier(testDescription: "goes on", counts: 1.2),
        Earlier(testDescription: "is before the budget's time", age: 86_401, counts: 0),
        Earlier(testDescription: "is not charged", isCharged: false, counts: 0),
        Earlier(testDescription: "failed before it was paid", ending: .failed(.sample, log: []), counts: 0),
        Earlier(
            testDescription: "was refused",
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
            testDescription: "has an unknown outcome",
            phases: [.began, .unknown],
            ending: .unknown(.sample, log: []),
            counts: 1.2
        ),
        Earlier(testDescription: "succeeded", phases: [.began, .succeeded], ending: .success(1.08), counts: 1.08),
        Earlier(
            testDescription: "succeeded for an unknown price",
            phases: [.began, .succeeded],
            ending: .success(nil),
            counts: 1.2
        ),
        Earlier(testDescription: "goes on for an unknown price", usd: nil, counts: nil),
        Earlier(
            testDescription: "ended for an unknown price",
            usd: nil,
            phases: [.began, .succeeded],
            ending: .success(nil),
            counts: nil
        ),
        Earlier(
            testDescription: "ended unpaid, its price unknown",
            usd: nil,
            ending: .failed(.sample, log: []),
            counts: 0
        ),
    ])
    func `an earlier run counts with what it has cost or may still cost`(earlier: Earlier) async throws {
        let fixture = try await StoreFixture()
        let now = fixture.start
        var run = fixture.run(-earlier.age, usd: earlier.usd)
        run.service.isCharged = earlier.isCharged
        let lease = try await fixture.begin(run)
        for phase in earlier.phases {
            try await fixture.database.record(StepRecord(name: "submit", paid: true, phase: phase), lease, at: now)
        }
        if let ending = earlier.ending { try await fixture.database.end(ending, lease, at: now) }

        func accepts(_ limit: Double) async throws -> Bool {
            let budget = RunBudget(usd: limit, since: now.addingTimeInterval(-86_400))
            do {
                let lease = try await fixture.database.create(fixture.run(usd: 0.3), owner: .current, budget: budget)
                try await fixture.database.release(lease)
                _ = try await fixture.database.remove(lease.run, at: now)
                return true
            } catch let error where error.code == .overBudget {
                return false
            }
        }
        guard let counts = earlier.counts else {
            #expect(try await accepts(1_000) == false)
            return
        }
        #expect(try await accepts(counts + 0.3))
        #expect(try await accepts(counts + 0.29) == false)
    }

    @Test func `what exceeds the budget is told, and nothing is recorded`() async throws {
        let fixture = try await StoreFixture()
        let budget = RunBudget(usd: 2, since: fixture.start)
        _ = try await fixture.begin(fixture.run(1))
        let second = await #expect(throws: RunStoreError.self) {
            try await fixture.database.create(fixture.run(2), owner: .current, budget: budget)
        }
        #expect(
            second?.message
                == "this run may cost $1.20, and $1.20 of $2.00 are spent or reserved since 2026-01-05T12:21:33Z"
        )
        let unknown = await #expect(throws: RunStoreError.self) {
            try await fixture.database.create(fixture.run(2, usd: nil), owner: .current, budget: budget)
        }
        #expect(
            unknown?.message == "the cost of this run is unknown, so it cannot be checked against the limit of $2.00"
        )
        var free = fixture.run(3, usd: nil)
        free.service.isCharged = false
        _ = try await fixture.database.create(free, owner: .current, budget: budget)
        #expect(try await fixture.database.runs(RunFilter()).count == 2)
    }

    @Test func `two runs begun at the same moment cannot both take the last dollar`() async throws {
        let fixture = try await StoreFixture()
        let budget = RunBudget(usd: 3, since: fixture.start)
        let others = try await (0..<4).asyncMap { _ in
            try await SQLiteRunDatabase(path: fixture.path, redactor: Redactor())
        }
        let accepted = await withTaskGroup(of: Bool.self) { group in
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

    @Test func `costs are told as they are known`() async throws {
        let fixture = try await StoreFixture()
        let (database, now) = (fixture.database, fixture.start)
        func paid(_ seconds: Double, model: String, usd: Double?, ending: RunEnding?, isCharged: Bool = true)
            async throws
        {
            var run = fixture.run(seconds, model: model, usd: usd)
            run.service.isCharged = isCharged
            let lease = try await fixture.begin(run)
            for phase in [StepRecord.Phase.began, .succeeded] {
                try await database.record(StepRecord(name: "submit", paid: true, phase: phase), lease, at: now)
            }
            if let ending { try await database.end(ending, lease, at: now) }
        }
        #expect(
            try await database.cost(since: nil, byModel: false)
                == [RunCost(model: nil, paidRuns: 0, usd: 0, estimatedRuns: 0, unknownRuns: 0)]
        )
        try await paid(0, model: "a/one", usd: 1.2, ending: .success(1))
        try await paid(1, model: "a/one", usd: 2, ending: nil)
        try await paid(2, model: "b/two", usd: nil, ending: .success(nil))
        try await paid(3, model: "b/two", usd: 4, ending: .failed(.sample, log: []))
        try await paid(4, model: "b/two", usd: 8, ending: .success(8), isCharged: false)
        _ = try await fixture.begin(fixture.run(5, model: "b/two", usd: 16))
        #expect(
            try await database.cost(since: nil, byModel: false)
                == [RunCost(model: nil, paidRuns: 4, usd: 7, estimatedRuns: 2, unknownRuns: 1)]
        )
        #expect(
            try await database.cost(since: now.addingTimeInterval(1), byModel: true) == [
                RunCost(model: "a/one", paidRuns: 1, usd: 2, estimatedRuns: 1, unknownRuns: 0),
                RunCost(model: "b/two", paidRuns: 2, usd: 4, estimatedRuns: 1, unknownRuns: 1),
            ]
        )
        for (seconds, usd) in [(6.0, 0.5 as Double?), (7, nil)] {
            let lease = try await fixture.begin(fixture.run(seconds, model: "c/three", usd: usd))
            try await database.record(StepRecord(name: "submit", paid: true, phase: .began), lease, at: now)
            try await database.end(.unknown(.sample, log: []), lease, at: now)
            let cost = try await database.cost(since: now.addingTimeInterval(6), byModel: false).first
            #expect(cost?.paidRuns == 0)
            #expect(cost?.usd == 0)
            #expect(cost?.undecidedRuns == Int(seconds) - 5)
            #expect(cost?.undecidedUSD == usd)
        }
    }
}

extension Sequence {
    /// Transforms the elements one after the other.
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
