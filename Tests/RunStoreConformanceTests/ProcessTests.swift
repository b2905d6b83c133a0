import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import Testing

/// Several processes at one store.
struct ProcessTests {
    @Test(arguments: StoreUnderTest.all)
    func `eight processes create a store and record 200 runs, and none is lost or refused`(store: StoreUnderTest)
        async throws
    {
        let directory = try TemporaryDirectory()
        let address = try await store.newAddress(directory.path)
        let processes = try (0..<8).map { _ in try Exerciser("predict", address, "25") }
        var said: Set<String> = []
        for process in processes {
            let (output, errors, status) = process.end()
            #expect(status == 0 && errors == "", "\(errors)")
            said.formUnion(output.split(separator: "\n").map(String.init))
        }
        #expect(said.count == 200)
        let database = try await store.open(address, Redactor())
        let runs = try await database.runs(RunFilter())
        #expect(Set(runs.map(\.id.description)) == said)
        #expect(runs.allSatisfy { $0.status == .succeeded && $0.isPaid && $0.lease == nil })
        for run in runs {
            let steps = try await database.steps(of: run.id)
            #expect(steps.count == 6 && steps.allSatisfy { $0.record.phase == .succeeded })
        }
        #expect(try await contradictions(in: database) == [])
    }

    @Test(arguments: StoreUnderTest.all)
    func `of eight processes that want a run, one gets it`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let lease = try await fixture.begin(fixture.run())
        try await fixture.database.release(lease)
        let processes = try (0..<8).map { _ in try Exerciser("acquire", fixture.address, lease.run.description) }
        // The one that gets it holds it until its input ends.
        let answers = processes.map { $0.line() }
        #expect(answers.sorted() == Array(repeating: "locked", count: 7) + ["token 2"])
        for process in processes { #expect(process.end().status == 0) }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a process that was killed while it paid leaves an unknown outcome`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let process = try Exerciser("hold", fixture.address)
        let name = process.line()
        try await fixture.database.settle(at: Date())
        #expect(try await fixture.database.run(named: name).status == .queued)
        process.kill()
        // Its lease has not expired, but its owner has ended.
        try await fixture.database.settle(at: Date())
        let run = try await fixture.database.run(named: name)
        #expect(run.status == .unknown && run.lease == nil)
        #expect(try await contradictions(in: fixture.database) == [])
    }

    @Test(arguments: StoreUnderTest.all)
    func `eight processes that ask for the same make one run`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        for round in 1...5 {
            let processes = try (0..<8).map { _ in try Exerciser("join", fixture.address, "request \(round)") }
            let answers = processes.map { $0.line().split(separator: " ").map(String.init) }
            #expect(answers.map { $0.first ?? "" }.sorted() == ["created"] + Array(repeating: "existing", count: 7))
            #expect(Set(answers.map { $0.last ?? "" }).count == 1)
            for process in processes { #expect(process.end().status == 0) }
            #expect(try await fixture.database.count(RunFilter()) == round)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a suspended process neither pays twice nor loses its answer`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let process = try Exerciser("pay", fixture.address)
        let name = process.line()
        process.suspend()
        // A minute later another process takes the run over.
        let later = Date().addingTimeInterval(61)
        let run = try await fixture.database.run(named: name)
        let lease = try await fixture.database.acquire(run.id, for: .current, at: later)
        let error = await #expect(throws: RunStoreError.self) {
            try await fixture.database.abandonUnknownSteps(lease, at: later)
        }
        #expect(error?.code == .locked)
        let step = StepRecord(name: "submit", paid: true, phase: .began)
        let conflict = await #expect(throws: RunStoreError.self) {
            try await fixture.database.record(step, lease, at: later)
        }
        #expect(conflict?.code == .stepConflict)
        process.resume()
        // Its answer is recorded, and then it must not write any more.
        #expect(process.end().output == "lease-lost\n")
        let after = try await fixture.database.run(named: name)
        #expect(after.isPaid && after.lease == lease && after.status == .queued)
        #expect(try await contradictions(in: fixture.database) == [])
    }
}
