import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import Testing

/// Tasks at services, of which an account has only so many.
struct SlotTests {
    private let elsewhere = RunOwner.elsewhere
    private let one = ServiceLimit(account: "example", slots: 1)

    private func busy(_ answer: SlotAnswer) -> Bool {
        if case .busy = answer { true } else { false }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a slot is held from before the submission until the run has ended, whoever drives it`(
        store: StoreUnderTest
    ) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let first = try await database.create(fixture.run(), owner: elsewhere, budget: nil)
        let second = try await database.create(fixture.run(1), owner: elsewhere, budget: nil)
        #expect(try await database.takeSlot(one, first, at: start) == .taken)
        #expect(try await database.takeSlot(one, first, at: start) == .taken)
        #expect(
            try await database.takeSlot(one, second, at: start) == .busy(.slots(account: "example", inUse: 1, of: 1))
        )
        // Another account, or another service, has its own.
        #expect(try await database.takeSlot(ServiceLimit(account: "other", slots: 1), second, at: start) == .taken)
        #expect(try await database.noteSubmission(one, first, at: start) == .taken)
        try await fixture.pay(first, at: start)
        // Its driver is gone, and the task goes on.
        let later = start.addingTimeInterval(600)
        let third = try await database.create(fixture.run(2), owner: .current, budget: nil)
        #expect(busy(try await database.takeSlot(one, third, at: later)))
        let next = try await database.acquire(first.run, for: .current, at: later)
        #expect(try await database.takeSlot(one, next, at: later) == .taken)
        #expect(busy(try await database.takeSlot(one, third, at: later)))
        try await database.end(.success(), next, at: later)
        #expect(try await database.takeSlot(one, third, at: later) == .taken)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a process that dies before its submission leaks no slot`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let first = try await database.create(fixture.run(), owner: elsewhere, budget: nil)
        let second = try await database.create(fixture.run(1), owner: .current, budget: nil)
        #expect(try await database.takeSlot(one, first, at: start) == .taken)
        #expect(busy(try await database.takeSlot(one, second, at: start.addingTimeInterval(59))))
        _ = try await database.renew(second, at: start.addingTimeInterval(59))
        #expect(try await database.takeSlot(one, second, at: start.addingTimeInterval(61)) == .taken)
        // Whoever continues the first run has to wait like everybody else.
        let next = try await database.acquire(first.run, for: .current, at: start.addingTimeInterval(62))
        #expect(busy(try await database.takeSlot(one, next, at: start.addingTimeInterval(62))))
        // A run that is handed over before its submission gives its slot back.
        try await database.release(second)
        #expect(try await database.takeSlot(one, next, at: start.addingTimeInterval(63)) == .taken)
    }

    @Test(arguments: StoreUnderTest.all, [false, true])
    func `a process that was suspended for longer than its lease has no slot any more`(
        store: StoreUnderTest,
        renews: Bool
    ) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let first = try await database.create(fixture.run(), owner: elsewhere, budget: nil)
        let second = try await database.create(fixture.run(1), owner: elsewhere, budget: nil)
        #expect(try await database.takeSlot(one, first, at: start) == .taken)
        let time = start.addingTimeInterval(61)
        _ = try await database.renew(second, at: time)
        #expect(try await database.takeSlot(one, second, at: time) == .taken)
        if renews { _ = try await database.renew(first, at: time) }
        #expect(busy(try await database.noteSubmission(one, first, at: time)))
        #expect(try await database.noteSubmission(one, second, at: time) == .taken)
        #expect(busy(try await database.noteSubmission(one, first, at: time)))
    }

    @Test(arguments: StoreUnderTest.all)
    func `the answer about a slot names a task that nobody drives`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let first = try await fixture.begin(fixture.run())
        #expect(try await database.noteSubmission(one, first, at: start) == .taken)
        try await fixture.pay(first, at: start)
        try await database.end(.interrupted(.sample, log: []), first, at: start)
        let second = try await fixture.begin(fixture.run(1))
        let refusal = SlotRefusal.slots(account: "example", inUse: 1, of: 1, idle: first.run)
        #expect(try await database.takeSlot(one, second, at: start) == .busy(refusal))
        #expect(refusal.text.contains("the run \(first.run.short) holds one, but no process is executing it"))
    }

    @Test(arguments: StoreUnderTest.all)
    func `a refused submission gives the slot back with the lease`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let first = try await database.create(fixture.run(), owner: .current, budget: nil)
        let second = try await database.create(fixture.run(1), owner: .current, budget: nil)
        #expect(try await database.takeSlot(one, first, at: start) == .taken)
        #expect(try await database.noteSubmission(one, first, at: start) == .taken)
        try await fixture.pay(first, [.began, .failed])
        // It may try again.
        #expect(busy(try await database.takeSlot(one, second, at: start)))
        try await database.end(.interrupted(.sample, log: []), first, at: start)
        #expect(try await database.takeSlot(one, second, at: start) == .taken)
    }

    @Test(arguments: StoreUnderTest.all)
    func `an unknown outcome holds a slot for ten minutes`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let first = try await database.create(fixture.run(), owner: .ended, budget: nil)
        #expect(try await database.noteSubmission(one, first, at: start) == .taken)
        try await fixture.pay(first, [.began])
        try await database.settle(at: start)
        #expect(try await database.run(named: first.run.description).status == .unknown)
        let second = try await database.create(fixture.run(1), owner: .current, budget: nil)
        #expect(busy(try await database.takeSlot(one, second, at: start.addingTimeInterval(590))))
        #expect(try await database.takeSlot(one, second, at: start.addingTimeInterval(610)) == .taken)
    }

    @Test(arguments: StoreUnderTest.all)
    func `runs without a limit are counted by those who have one`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let first = try await fixture.begin(fixture.run())
        let second = try await fixture.begin(fixture.run(1))
        let third = try await fixture.begin(fixture.run(2))
        let free = ServiceLimit(account: "example")
        #expect(try await database.takeSlot(free, first, at: start) == .taken)
        #expect(try await database.takeSlot(free, second, at: start) == .taken)
        let two = ServiceLimit(account: "example", slots: 2)
        #expect(
            try await database.takeSlot(two, third, at: start) == .busy(.slots(account: "example", inUse: 2, of: 2))
        )
        // Removing a run that has submitted nothing removes its slot.
        try await database.release(first)
        _ = try await database.remove(first.run, at: start)
        #expect(try await database.takeSlot(two, third, at: start) == .taken)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a task whose run is removed keeps its slot until it is freed or its longest time has passed`(
        store: StoreUnderTest
    ) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let time = start.addingTimeInterval(60)
        var removed: [RunID] = []
        let limit = ServiceLimit(account: "example", slots: 2)
        for second in 0..<2 {
            let lease = try await fixture.begin(fixture.run(Double(second)))
            #expect(try await database.noteSubmission(limit, lease, at: start) == .taken)
            try await fixture.pay(lease, at: start)
            try await database.update(.task("task-\(second)"), lease, at: start)
            try await database.release(lease)
            removed.append(try await database.remove(lease.run, at: time).id)
        }
        // One that has ended leaves nothing.
        let ended = try await fixture.begin(fixture.run(2))
        try await database.end(.success(), ended, at: start)
        _ = try await database.remove(ended.run, at: time)
        let slots = try await database.fleet(limit: 0).slots
        #expect(slots.map(\.run) == removed && slots.map(\.account) == ["example", "example"])
        #expect(slots.last?.removed == RemovedRun(model: Run.sample(at: start).model.name, taskID: "task-1"))
        let next = try await fixture.begin(fixture.run(3))
        #expect(
            try await database.takeSlot(limit, next, at: time) == .busy(.slots(account: "example", inUse: 2, of: 2))
        )
        try await database.freeSlot(ofRemoved: removed[0])
        #expect(try await database.takeSlot(limit, next, at: time) == .taken)
        let late = start.addingTimeInterval(Slot.longestTask / .seconds(1))
        let last = try await fixture.begin(fixture.run(4))
        #expect(busy(try await database.takeSlot(one, last, at: late.addingTimeInterval(-1))))
        #expect(try await database.noteSubmission(one, last, at: late) == .taken)
        #expect(try await database.fleet(limit: 0).slots.allSatisfy { $0.removed == nil })
    }

    @Test(arguments: StoreUnderTest.all)
    func `no minute has more submissions than allowed, however late they come`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let limit = ServiceLimit(account: "example", submissionsPerMinute: 2)
        var leases: [RunLease] = []
        for second in 0..<5 { leases.append(try await fixture.begin(fixture.run(Double(second)))) }
        // A run that has not submitted yet counts towards nothing, however long that takes.
        for lease in leases[..<3] { #expect(try await database.takeSlot(limit, lease, at: start) == .taken) }
        let refusal = SlotAnswer.busy(.rate(account: "example", perMinute: 2))
        let late = start.addingTimeInterval(40)
        for lease in leases[..<2] { #expect(try await database.noteSubmission(limit, lease, at: late) == .taken) }
        for lease in leases { _ = try await database.renew(lease, at: late) }
        let almost = late.addingTimeInterval(59)
        #expect(try await database.noteSubmission(limit, leases[2], at: almost) == refusal)
        #expect(try await database.takeSlot(limit, leases[3], at: almost) == refusal)
        // Another attempt of the same run is another submission.
        #expect(try await database.noteSubmission(limit, leases[0], at: almost) == refusal)
        try await database.end(.success(), leases[0], at: late)
        #expect(try await database.takeSlot(limit, leases[3], at: almost) == refusal)
        let next = late.addingTimeInterval(61)
        for lease in leases[2...] { _ = try await database.renew(lease, at: almost) }
        #expect(try await database.takeSlot(limit, leases[3], at: next) == .taken)
        #expect(try await database.noteSubmission(limit, leases[2], at: next) == .taken)
        #expect(try await database.noteSubmission(limit, leases[3], at: next) == .taken)
        #expect(try await database.takeSlot(limit, leases[4], at: next) == refusal)
    }

    @Test(arguments: StoreUnderTest.all)
    func `who has lost the lease gets no slot`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, later) = (fixture.database, fixture.start.addingTimeInterval(61))
        let lost = try await database.create(fixture.run(), owner: elsewhere, budget: nil)
        _ = try await database.acquire(lost.run, for: .current, at: later)
        var error = await #expect(throws: RunStoreError.self) { try await database.takeSlot(one, lost, at: later) }
        #expect(error?.code == .leaseLost)
        error = await #expect(throws: RunStoreError.self) { try await database.noteSubmission(one, lost, at: later) }
        #expect(error?.code == .leaseLost)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a claim takes runs with their slots, passes over those without, and lets the rest go on`(
        store: StoreUnderTest
    ) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start.addingTimeInterval(10))
        var ids: [RunID] = []
        for (second, service) in ["example", "example", "other", nil].enumerated() {
            var run = fixture.run(Double(second))
            run.isEnqueued = true
            run.service.name = service
            try await database.release(try await fixture.begin(run))
            ids.append(run.id)
        }
        let claim = RunClaim(
            modelKeys: ["sha256-of-the-model"],
            count: 9,
            limits: ServiceLimits(slots: ["example": 1])
        )
        let leases = try await database.claim(claim, for: elsewhere, at: start)
        #expect(leases.map(\.run) == [ids[0], ids[2], ids[3]])
        #expect(try await database.fleet(limit: 9).slots.map(\.account).sorted() == ["example", "other"])
        #expect(try await database.takeSlot(one, leases[0], at: start) == .taken)
        #expect(try await database.noteSubmission(one, leases[0], at: start) == .taken)
        try await fixture.pay(leases[0], at: start)
        // The first run comes back with its slot, and the second still waits.
        let later = start.addingTimeInterval(61)
        try await database.end(.success(), leases[1], at: start)
        try await database.end(.success(), leases[2], at: start)
        let next = try await database.claim(claim, for: .current, at: later)
        #expect(next.map(\.run) == [ids[0]])
        try await database.end(.success(), try #require(next.first), at: later)
        #expect(try await database.claim(claim, for: .current, at: later).map(\.run) == [ids[1]])
    }
}
