import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import Testing

/// What a store tells of the processes that share it.
struct FleetTests {
    private func process(_ owner: RunOwner, _ start: Date) -> FleetProcess {
        FleetProcess(
            owner: owner,
            kind: .work,
            version: "1",
            concurrency: 4,
            models: ["sha256-of-the-model": "bytedance/omnihuman-1-5"],
            started: start,
            seen: start
        )
    }

    @Test(arguments: StoreUnderTest.all)
    func `processes announce themselves, and are forgotten`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        var here = process(.current, start)
        try await database.announce(here, at: start)
        try await database.announce(process(.elsewhere, start.addingTimeInterval(1)), at: start)
        here.seen = start.addingTimeInterval(30)
        try await database.announce(here, at: here.seen)
        var known = try await database.fleet(limit: 9).processes
        #expect(known.map(\.owner) == [.current, .elsewhere])
        #expect(known.first == here)
        try await database.withdraw(.current)
        known = try await database.fleet(limit: 9).processes
        #expect(known.map(\.owner) == [.elsewhere])
        let later = start.addingTimeInterval(4_000)
        try await database.announce(process(.current, later), at: later)
        #expect(try await database.fleet(limit: 9).processes.map(\.owner) == [.current])
    }

    @Test(arguments: StoreUnderTest.all)
    func `runs are told by what becomes of them`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        func enqueue(_ second: Double, model: String = "a/b") async throws -> RunLease {
            var run = fixture.run(second, model: model)
            run.isEnqueued = true
            run.service.name = "example"
            return try await fixture.begin(run)
        }
        for second in 0..<3 { try await database.release(try await enqueue(Double(second))) }
        try await database.release(try await enqueue(3, model: "a/c"))
        let driven = try await enqueue(4)
        let stopped = try await enqueue(5)
        try await database.update(.status(.processing), stopped, at: start)
        try await database.end(.interrupted(.sample, log: []), stopped, at: start)
        let unknown = try await enqueue(6)
        try await fixture.pay(unknown, [.began])
        try await database.end(.unknown(.sample, log: []), unknown, at: start)
        let ended = try await enqueue(7)
        try await database.end(.success(), ended, at: start)
        let facts = try await database.fleet(limit: 9)
        #expect(facts.waiting.map(\.model) == ["a/b", "a/c"] && facts.waiting.map(\.count) == [3, 1])
        #expect(facts.waiting.first?.oldest == start && facts.waiting.first?.service == "example")
        #expect(facts.driven.map(\.id) == [driven.run])
        #expect(facts.stopped.map(\.id) == [stopped.run])
        #expect(facts.unknown.map(\.id) == [unknown.run])
    }

    @Test(arguments: StoreUnderTest.all)
    func `runs that hold slots and that only their users continue are listed`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let limit = ServiceLimit(account: "example")
        for second in 0..<3 {
            var run = fixture.run(Double(second))
            run.isEnqueued = second == 1
            let lease = try await fixture.begin(run)
            if second < 2 { #expect(try await database.takeSlot(limit, lease, at: start) == .taken) }
        }
        let holders = try await database.fleet(limit: 9).holders
        #expect(holders.map(\.created) == [start])
    }

    @Test(arguments: StoreUnderTest.all)
    func `files of runs that have not ended are in use, and the outputs of those that have succeeded`(
        store: StoreUnderTest
    ) async throws {
        let fixture = try await StoreFixture(store)
        func run(_ second: Double, _ hash: String) async throws -> RunLease {
            var run = fixture.run(second)
            run.input.files[0].sha256 = hash
            return try await fixture.begin(run)
        }
        _ = try await run(0, "open")
        let unknown = try await run(1, "unknown")
        try await fixture.pay(unknown, [.began])
        try await fixture.database.end(.unknown(.sample, log: []), unknown, at: fixture.start)
        try await fixture.database.end(.success(), try await run(2, "ended"), at: fixture.start)
        #expect(try await fixture.database.filesInUse() == ["open", "unknown", "def"])
    }
}
