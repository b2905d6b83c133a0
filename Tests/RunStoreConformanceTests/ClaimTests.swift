import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import Testing

/// Enqueued runs, which any process with their model may drive.
struct ClaimTests {
    private let elsewhere = RunOwner.elsewhere

    /// A claim of the sample's model.
    private func claim(_ count: Int, _ limits: ServiceLimits = ServiceLimits()) -> RunClaim {
        RunClaim(modelKeys: ["sha256-of-the-model", "another"], count: count, limits: limits)
    }

    /// Records an enqueued run that nobody drives.
    private func enqueue(
        _ fixture: StoreFixture,
        _ seconds: Double = 0,
        change: (inout Run) -> Void = { _ in }
    ) async throws -> RunID {
        var run = fixture.run(seconds)
        run.isEnqueued = true
        run.service.name = "example"
        change(&run)
        let lease = try await fixture.database.create(run, owner: .current, budget: nil)
        try await fixture.database.release(lease)
        return run.id
    }

    @Test(arguments: StoreUnderTest.all)
    func `what is enqueued is read back`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let id = try await enqueue(fixture)
        let run = try await fixture.database.run(named: id.description)
        #expect(run.isEnqueued && run.service.name == "example" && run.interruptions == 0 && run.restsUntil == nil)
        let plain = try await fixture.begin(fixture.run(1))
        #expect(try await fixture.database.run(named: plain.run.description).isEnqueued == false)
    }

    @Test(arguments: StoreUnderTest.all)
    func `each enqueued run is taken once, the oldest first, and only with its model`(store: StoreUnderTest)
        async throws
    {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start.addingTimeInterval(10))
        let first = try await enqueue(fixture)
        let second = try await enqueue(fixture, 1)
        _ = try await enqueue(fixture, 2) { $0.model.key = "unknown here" }
        _ = try await enqueue(fixture, 3) { $0.service.usesOwnEmulator = true }
        _ = try await enqueue(fixture, 4) { $0.isEnqueued = false }
        #expect(try await database.claim(RunClaim(modelKeys: [], count: 9), for: .current, at: start).isEmpty)
        #expect(try await database.claim(claim(0), for: .current, at: start).isEmpty)
        let one = try await database.claim(claim(1), for: elsewhere, at: start)
        #expect(one.map(\.run) == [first] && one.first?.owner == elsewhere && one.first?.token == 2)
        let rest = try await database.claim(claim(9), for: .current, at: start)
        #expect(rest.map(\.run) == [second])
        #expect(try await database.claim(claim(9), for: .current, at: start).isEmpty)
        #expect(try await database.run(named: first.description).lease == one.first)
        // What a claim gives is a lease like any other.
        try await database.update(.status(.starting), try #require(rest.first), at: start)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run whose service has another address here is left to others`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start.addingTimeInterval(10))
        let here = "https://here.example"
        var runs: [RunID] = []
        for (second, endpoint) in [nil, "https://there.example", here].enumerated() {
            runs.append(try await enqueue(fixture, Double(second)) { $0.service.endpoint = endpoint })
        }
        runs.append(try await enqueue(fixture, 3) { $0.service.name = "other" })
        runs.append(try await enqueue(fixture, 4) { $0.service.name = nil })
        var claim = claim(9)
        claim.endpoints = ["example": here, "third": "https://third.example"]
        #expect(try await database.claim(claim, for: .current, at: start).map(\.run) == Array(runs[2...]))
        claim.endpoints = [:]
        #expect(try await database.claim(claim, for: .current, at: start).map(\.run) == Array(runs[..<2]))
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run whose process has died, or has handed it over, is taken by the next one`(store: StoreUnderTest)
        async throws
    {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let run = try await enqueue(fixture)
        var lease = try #require(try await database.claim(claim(1), for: elsewhere, at: start).first)
        #expect(try await database.claim(claim(1), for: .current, at: start.addingTimeInterval(59)).isEmpty)
        lease = try #require(try await database.claim(claim(1), for: .ended, at: start.addingTimeInterval(61)).first)
        // The process has ended on this machine, which can be seen.
        let time = start.addingTimeInterval(62)
        lease = try #require(try await database.claim(claim(1), for: .current, at: time).first)
        try await database.end(.interrupted(.sample, log: []), lease, at: time)
        lease = try #require(try await database.claim(claim(1), for: elsewhere, at: time).first)
        #expect(lease.run == run && lease.token == 5)
        try await database.end(.success(), lease, at: time)
        #expect(try await database.claim(claim(1), for: .current, at: start.addingTimeInterval(900)).isEmpty)
    }

    @Test(arguments: StoreUnderTest.all)
    func `callers take turns, and what is paid for comes first`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start.addingTimeInterval(20))
        var many: [RunID] = []
        for second in 0..<4 { many.append(try await enqueue(fixture, Double(second)) { $0.caller = "many" }) }
        let few = try await enqueue(fixture, 5) { $0.caller = "few" }
        let own = try await enqueue(fixture, 6)
        let paid = try await enqueue(fixture, 7) { $0.caller = "many" }
        let lease = try await database.acquire(paid, for: .current, at: start)
        try await fixture.pay(lease, at: start)
        try await database.release(lease)
        let first = try await database.claim(claim(4), for: .current, at: start)
        #expect(Set(first.map(\.run)) == [own, few, paid, many[0]])
        let next = try await database.claim(claim(9), for: elsewhere, at: start)
        #expect(next.map(\.run) == Array(many[1...]))
    }

    @Test(arguments: StoreUnderTest.all)
    func `who has fewer runs being driven comes first`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start.addingTimeInterval(20))
        for second in 0..<2 { _ = try await enqueue(fixture, Double(second)) { $0.caller = "a" } }
        #expect(try await database.claim(claim(1), for: .current, at: start).count == 1)
        let other = try await enqueue(fixture, 5) { $0.caller = "b" }
        #expect(try await database.claim(claim(1), for: .current, at: start).map(\.run) == [other])
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run rests after an interruption, and handing it over is none`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let run = try await enqueue(fixture)
        let lease = try #require(try await database.claim(claim(1), for: .current, at: start).first)
        try await database.rest(lease, RunRest(.seconds(8), after: .sample, counts: true), at: start)
        try await database.end(.interrupted(.sample, log: []), lease, at: start)
        let resting = try await database.run(named: run.description)
        #expect(resting.interruptions == 1 && resting.restsUntil == start.addingTimeInterval(8))
        #expect(try await database.claim(claim(1), for: .current, at: start.addingTimeInterval(7)).isEmpty)
        let next = try await database.claim(claim(1), for: .current, at: start.addingTimeInterval(8))
        #expect(next.map(\.run) == [run])
        // What it needs is away, which does not count.
        let time = start.addingTimeInterval(8)
        let second = try #require(next.first)
        try await database.rest(second, RunRest(.seconds(4), after: .sample, counts: false), at: time)
        try await database.release(second)
        #expect(try await database.run(named: run.description).interruptions == 1)
        #expect(try await database.claim(claim(1), for: .current, at: time.addingTimeInterval(3)).isEmpty)
        #expect(try await database.claim(claim(1), for: .current, at: time.addingTimeInterval(4)).count == 1)
        // Whoever has lost the run says nothing about it any more.
        let error = await #expect(throws: RunStoreError.self) {
            try await database.rest(second, RunRest(.seconds(4), after: .sample, counts: true), at: time)
        }
        #expect(error?.code == .leaseLost)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run that was never driven says why it rests, and begins later`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let run = try await enqueue(fixture)
        let lease = try #require(try await database.claim(claim(1), for: .current, at: start).first)
        try await database.rest(lease, RunRest(.seconds(8), after: .sample, counts: false), at: start)
        try await database.release(lease)
        let facts = try await database.fleet(limit: 9)
        #expect(facts.waiting.isEmpty && facts.stopped.map(\.id) == [run])
        #expect(facts.stopped.first?.status == .queued && facts.stopped.first?.failure == .sample)
        let next = try await database.claim(claim(1), for: .current, at: start.addingTimeInterval(9))
        try await database.update(.status(.starting), try #require(next.first), at: start)
        try await database.end(.success(), try #require(next.first), at: start)
        #expect(try await database.run(named: run.description).failure == nil)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a process does not take what it has already`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let run = try await enqueue(fixture)
        var claim = self.claim(1)
        claim.known = [run]
        #expect(try await fixture.database.claim(claim, for: .current, at: fixture.start).isEmpty)
        claim.known = []
        #expect(try await fixture.database.claim(claim, for: .current, at: fixture.start).count == 1)
    }

    @Test(arguments: StoreUnderTest.all)
    func `an account that is closed gets no new run, and what is paid for goes on`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let paid = try await enqueue(fixture)
        var limits = ServiceLimits()
        let lease = try #require(try await database.claim(claim(1, limits), for: .elsewhere, at: start).first)
        #expect(try await database.noteSubmission(ServiceLimit(account: "example"), lease, at: start) == .taken)
        try await fixture.pay(lease, at: start)
        try await database.end(.interrupted(.sample, log: []), lease, at: start)
        _ = try await enqueue(fixture, 1)
        let other = try await enqueue(fixture, 2) { $0.service.name = "other" }
        limits.closed = ["example"]
        #expect(Set(try await database.claim(claim(9, limits), for: .current, at: start).map(\.run)) == [paid, other])
        limits.closed = []
        #expect(try await database.claim(claim(9, limits), for: .current, at: start).count == 1)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run of which nobody knows whether it was paid for is not taken`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        _ = try await enqueue(fixture)
        let lease = try #require(try await database.claim(claim(1), for: elsewhere, at: start).first)
        try await fixture.pay(lease, [.began], at: start)
        #expect(try await database.claim(claim(1), for: .current, at: start.addingTimeInterval(61)).isEmpty)
        try await database.settle(at: start.addingTimeInterval(61))
        #expect(try await database.run(named: lease.run.description).status == .unknown)
        #expect(try await database.claim(claim(1), for: .current, at: start.addingTimeInterval(61)).isEmpty)
        // The answer arrives after all, and any process can fetch the result.
        try await fixture.pay(lease, [.succeeded], at: start.addingTimeInterval(62))
        let next = try await database.claim(claim(1), for: .current, at: start.addingTimeInterval(62))
        #expect(next.map(\.run) == [lease.run])
    }

    @Test(arguments: StoreUnderTest.all)
    func `a request to cancel reaches the process that takes the run`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let run = try await enqueue(fixture)
        _ = try await fixture.database.claim(claim(1), for: elsewhere, at: fixture.start)
        try await fixture.database.requestCancel(run)
        let time = fixture.start.addingTimeInterval(61)
        let lease = try #require(try await fixture.database.claim(claim(1), for: .current, at: time).first)
        #expect(try await fixture.database.renew(lease, at: time))
    }

    @Test(arguments: StoreUnderTest.all)
    func `eight processes take 120 runs, each of them once, and never more slots than there are`(
        store: StoreUnderTest
    ) async throws {
        let fixture = try await StoreFixture(store)
        for second in 0..<120 { _ = try await enqueue(fixture, Double(second)) }
        let processes = try (0..<8).map { _ in try Exerciser("claim", fixture.address, "3") }
        var taken: [String] = []
        for process in processes {
            let (output, errors, status) = process.end()
            #expect(status == 0 && errors == "", "\(errors)")
            taken += output.split(separator: "\n").map(String.init)
        }
        #expect(taken.count == 120 && Set(taken).count == 120)
        let runs = try await fixture.database.runs(RunFilter())
        #expect(runs.allSatisfy { $0.status == .succeeded && $0.isPaid && $0.lease == nil })
        #expect(try await fixture.database.fleet(limit: 9).slots.isEmpty)
        #expect(try await contradictions(in: fixture.database) == [])
    }

    @Test(arguments: StoreUnderTest.all)
    func `a hint comes soon after another process has enqueued a run`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let other = try await fixture.reopened()
        let heard = Task {
            for await _ in other.hints() { return true }
            return false
        }
        // A hint may be lost, as the first one would be if nobody listened yet.
        let writer = Task {
            var second = 0.0
            while !Task.isCancelled {
                second += 1
                _ = try await enqueue(fixture, second)
            }
        }
        #expect(await heard.value)
        writer.cancel()
        _ = await writer.result
    }
}
