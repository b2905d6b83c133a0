import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import Testing

/// What is concluded from the facts about a fleet.
struct FleetStateTests {
    private let now = Date.sample.addingTimeInterval(600)

    private func machine(_ models: [String: String], concurrency: Int = 1, seen: Double = 0) -> FleetProcess {
        FleetProcess(
            owner: .elsewhere,
            kind: .work,
            version: "1",
            concurrency: concurrency,
            models: models,
            started: .sample,
            seen: now.addingTimeInterval(-seen)
        )
    }

    private func waiting(_ age: Double = 300) -> FleetFacts.Waiting {
        FleetFacts.Waiting(
            model: "a/b",
            modelKey: "key",
            service: "example",
            endpoint: nil,
            count: 3,
            oldest: now.addingTimeInterval(-age)
        )
    }

    private func slot(_ submitted: Bool = true) -> Slot {
        Slot(
            run: Run.sample(at: .sample).id,
            account: "example",
            token: 1,
            taken: .sample,
            submitted: submitted ? .sample : nil,
            status: .processing,
            isPaid: submitted,
            isUndecided: false,
            lease: nil
        )
    }

    @Test func `runs that nobody can take are stuck at once, and others after a minute`() throws {
        var facts = FleetFacts()
        func reasons(_ limits: ServiceLimits = ServiceLimits()) -> [String] {
            FleetState(facts, limits: limits, at: now).stuck.map(\.reason)
        }
        facts.waiting = [waiting(1)]
        #expect(reasons() == ["no process executes enqueued runs; start one with 'runner work'"])
        facts.processes = [machine(["key": "a/b"], seen: 61)]
        #expect(reasons() == ["no process executes enqueued runs; start one with 'runner work'"])
        facts.processes = [machine(["other": "a/c"])]
        #expect(reasons() == ["no machine has the model"])
        facts.processes = [machine(["other": "a/b"])]
        #expect(
            reasons() == [
                "the machines have a different version of the model than the one that these runs were accepted with"
            ]
        )
        facts.processes = [machine(["key": "a/b"])]
        #expect(reasons() == [])
        facts.slots = [slot()]
        #expect(reasons(ServiceLimits(slots: ["example": 1])) == [])
        facts.waiting = [waiting(61)]
        #expect(reasons(ServiceLimits(slots: ["example": 1])) == ["all 1 slots of 'example' are in use"])
        let misdirected =
            "no machine takes them: they were accepted for 'example' at the service's own address, and machines may use another"
        #expect(reasons(ServiceLimits(slots: ["example": 2])) == [misdirected])
        #expect(reasons(ServiceLimits(submissionsPerMinute: ["example": 2])) == [])
        var run = Run.sample(at: .sample)
        run.lease = RunLease(
            run: run.id,
            owner: .elsewhere,
            token: 1,
            acquired: .sample,
            expires: now.addingTimeInterval(9)
        )
        facts.driven = [run]
        #expect(reasons() == ["all machines that have the model are busy"])
    }

    @Test func `runs of an account that was refused say why they wait`() throws {
        var facts = FleetFacts()
        facts.processes = [machine(["key": "a/b"])]
        facts.waiting = [waiting(61)]
        var refused = Run.sample(at: .sample)
        (refused.isEnqueued, refused.failure, refused.restsUntil) = (true, .sample, now.addingTimeInterval(30))
        refused.service.name = "other"
        facts.stopped = [refused]
        // A limit of submissions explains why they wait.
        let limits = ServiceLimits(submissionsPerMinute: ["example": 2])
        func reason() -> String? {
            FleetState(facts, limits: limits, at: now).stuck.first { $0.run == nil }?.reason
        }
        #expect(reason() == nil)
        facts.stopped[0].service.name = "example"
        #expect(
            reason()
                == "no tasks are submitted because the run \(refused.id.short) was interrupted: the service is away"
        )
        facts.stopped[0].restsUntil = now
        #expect(reason() == nil)
    }

    @Test func `a task that holds a slot and that nobody drives is stuck`() throws {
        var facts = FleetFacts()
        facts.slots = [slot()]
        var run = Run.sample(at: .sample)
        #expect(FleetState(facts, limits: ServiceLimits(), at: now).stuck.isEmpty)
        facts.slots[0].run = run.id
        facts.holders = [run]
        let stuck = FleetState(facts, limits: ServiceLimits(), at: now).stuck
        #expect(stuck.map(\.run) == [run.id] && stuck[0].reason.contains("'runner runs resume \(run.id.short)'"))
        run.lease = RunLease(
            run: run.id,
            owner: .elsewhere,
            token: 1,
            acquired: .sample,
            expires: now.addingTimeInterval(9)
        )
        facts.holders = [run]
        #expect(FleetState(facts, limits: ServiceLimits(), at: now).stuck.isEmpty)
    }

    @Test func `runs that have stopped say why`() throws {
        var facts = FleetFacts()
        facts.processes = [machine(["sha256-of-the-model": "bytedance/omnihuman-1-5"])]
        var run = Run.sample(at: .sample)
        (run.isEnqueued, run.status, run.failure) = (true, .processing, .sample)
        (run.interruptions, run.restsUntil) = (2, now.addingTimeInterval(30))
        facts.stopped = [run]
        var unknown = Run.sample(at: .sample)
        unknown.status = .unknown
        facts.unknown = [unknown]
        var expired = Run.sample(at: .sample)
        expired.isEnqueued = true
        expired.lease = RunLease(run: expired.id, owner: .elsewhere, token: 1, acquired: .sample, expires: .sample)
        facts.driven = [expired]
        let state = FleetState(facts, limits: ServiceLimits(), at: now)
        #expect(state.leases.map(\.isHeld) == [false])
        #expect(
            Set(state.stuck.map(\.reason)) == [
                "it was interrupted 2 times and waits until \(now.addingTimeInterval(30).text): the service is away",
                "the outcome of a paid submission is unknown: 'runner runs show \(unknown.id.short)' says what to do",
                "process 7 on 'other.example', which was executing it, is gone; another will take over",
            ]
        )
    }

    @Test(arguments: [
        (["RUNNER_SLOTS": "a=1,b=10"], ["a": 1, "b": 10] as [String: Int]?), ([:], [:]), (["RUNNER_SLOTS": "a"], nil),
        (["RUNNER_SLOTS": "a=0"], nil), (["RUNNER_SLOTS": "a=1,a=2"], nil), (["RUNNER_SLOTS": "=1"], nil),
        (["RUNNER_ACCOUNT": "a b"], nil), (["RUNNER_SUBMISSIONS_PER_MINUTE": "a=many"], nil),
    ])
    func `limits are read`(environment: [String: String], slots: [String: Int]?) throws {
        guard let slots else {
            let error = #expect(throws: LimitsProblem.self) { try ServiceLimits(environment: environment) }
            #expect(error?.message.contains(environment.keys.first ?? "") == true)
            return
        }
        #expect(try ServiceLimits(environment: environment).slots == slots)
    }

    @Test func `an account has a name for each service, endpoint and set of keys`() {
        var limits = ServiceLimits(slots: ["example": 2])
        #expect(limits.limit(of: "example", endpoint: nil) == ServiceLimit(account: "example", slots: 2))
        limits.account = "studio"
        #expect(
            limits.limit(of: "example", endpoint: "http://127.0.0.1:1").account == "example/studio@http://127.0.0.1:1"
        )
        var service = RunService(endpoint: nil, staging: nil, usesOwnEmulator: true, isCharged: false, name: "example")
        #expect(limits.limit(of: service) == nil)
        service.usesOwnEmulator = false
        #expect(limits.limit(of: service)?.account == "example/studio")
    }
}
