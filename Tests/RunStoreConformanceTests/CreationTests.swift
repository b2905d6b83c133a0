import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import Testing

struct CreationTests {
    /// How the second request differs from the first, and whether it means the same run.
    struct Second: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var first: @Sendable (inout Run) -> Void = { _ in }
        var change: @Sendable (inout Run) -> Void = { _ in }
        var isSame: Bool
    }

    @Test(
        arguments: StoreUnderTest.all,
        [
            Second(testDescription: "the same", isSame: true),
            Second(
                testDescription: "other places and time limit",
                change: {
                    $0.places = []
                    $0.timeout = .seconds(1)
                    $0.label = "other"
                },
                isSame: true
            ),
            Second(testDescription: "another staging place", change: { $0.service.staging = nil }, isSame: true),
            Second(testDescription: "other code of the model", change: { $0.model.key = "other" }, isSame: false),
            Second(testDescription: "another model", change: { $0.model.name = "other/one" }, isSame: false),
            Second(testDescription: "other inputs", change: { $0.input.fingerprint = "other" }, isSame: false),
            Second(testDescription: "another service", change: { $0.service.endpoint = "http://h/" }, isSame: false),
            Second(testDescription: "another caller", change: { $0.caller = "token" }, isSame: false),
            Second(
                testDescription: "the same caller",
                first: { $0.caller = "token" },
                change: { $0.caller = "token" },
                isSame: true
            ),
            Second(testDescription: "its own emulator", change: { $0.service.usesOwnEmulator = true }, isSame: false),
            Second(
                testDescription: "own emulators",
                first: { $0.service.usesOwnEmulator = true },
                change: { $0.service.usesOwnEmulator = true },
                isSame: false
            ),
        ]
    )
    func `a request that is open already means that run`(store: StoreUnderTest, second: Second) async throws {
        let fixture = try await StoreFixture(store)
        var (first, again) = (fixture.run(), fixture.run(1))
        second.first(&first)
        second.change(&again)
        let lease = try await fixture.begin(first)
        // A limit that leaves room for one run only.
        let budget = second.isSame ? RunBudget(usd: 1.2, since: fixture.start) : nil
        switch try await fixture.database.create(again, owner: .current, budget: budget, reuse: .openRun) {
        case .existing(let run): #expect(second.isSame && run.id == first.id && run.lease == lease)
        case .created(let lease): #expect(!second.isSame && lease.run == again.id)
        }
        #expect(try await fixture.database.count(RunFilter()) == (second.isSame ? 1 : 2))
        _ = try await fixture.database.create(again.renamed, owner: .current, budget: nil, reuse: .never)
        #expect(try await fixture.database.count(RunFilter()) == (second.isSame ? 2 : 3))
    }

    @Test(
        arguments: StoreUnderTest.all,
        [
            (nil, true), (.interrupted(.sample, log: []), true), (.unknown(.sample, log: []), true),
            (.failed(.sample, log: []), false), (.canceled(.sample, log: []), false), (.success(), false),
        ] as [(RunEnding?, Bool)]
    )
    func `a run is open until it has ended, and while its outcome is unknown`(
        store: StoreUnderTest,
        end: (ending: RunEnding?, isOpen: Bool)
    ) async throws {
        let fixture = try await StoreFixture(store)
        let lease = try await fixture.begin(fixture.run())
        if let ending = end.ending { try await fixture.database.end(ending, lease, at: fixture.start) }
        let creation = try await fixture.database.create(fixture.run(1), owner: .current, budget: nil, reuse: .openRun)
        if case .existing(let run) = creation {
            #expect(end.isOpen && run.id == lease.run)
        } else {
            #expect(!end.isOpen)
        }
    }

    @Test(
        arguments: StoreUnderTest.all,
        [
            (nil, true, true), (.success(), false, true), (.failed(.sample, log: []), false, false),
            (.unknown(.sample, log: []), true, true),
        ] as [(RunEnding?, Bool, Bool)]
    )
    func `a succeeded run answers the same request only when it may`(
        store: StoreUnderTest,
        end: (ending: RunEnding?, joins: Bool, answers: Bool)
    ) async throws {
        for (reuse, isSame) in [(RunReuse.openRun, end.joins), (.openOrSucceededRun, end.answers)] {
            for (change, keepsSame) in [
                ({ _ in }, true), ({ $0.service.endpoint = "http://h/" }, false), ({ $0.caller = "token" }, false),
                ({ $0.service.usesOwnEmulator = true }, false), ({ $0.model.name = "other/one" }, false),
            ] as [((inout Run) -> Void, Bool)] {
                let fixture = try await StoreFixture(store)
                let lease = try await fixture.begin(fixture.run())
                if let ending = end.ending { try await fixture.database.end(ending, lease, at: fixture.start) }
                var again = fixture.run(1)
                change(&again)
                let creation = try await fixture.database.create(again, owner: .current, budget: nil, reuse: reuse)
                if case .existing(let run) = creation {
                    #expect(isSame && keepsSame && run.id == lease.run)
                } else {
                    #expect(!(isSame && keepsSame))
                }
            }
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `what an emulator produced answers for an emulator, and the newest answer is taken`(store: StoreUnderTest)
        async throws
    {
        let fixture = try await StoreFixture(store)
        var newest: RunID?
        for second in 0..<3 {
            var run = fixture.run(Double(second))
            run.service = RunService(
                endpoint: "http://127.0.0.1:\(second)",
                staging: nil,
                usesOwnEmulator: true,
                isCharged: false
            )
            let creation = try await fixture.database.create(
                run,
                owner: .current,
                budget: nil,
                reuse: second == 2 ? .openOrSucceededRun : .openRun
            )
            switch creation {
            case .created(let lease):
                #expect(second < 2)
                newest = lease.run
                try await fixture.database.end(.success(0), lease, at: fixture.start)
            case .existing(let run): #expect(second == 2 && run.id == newest)
            }
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run that is being canceled is not joined, and the newest of several is`(store: StoreUnderTest) async throws
    {
        let fixture = try await StoreFixture(store)
        let database = fixture.database
        func join(_ seconds: Double) async throws -> RunID? {
            let run = fixture.run(seconds)
            switch try await database.create(run, owner: .current, budget: nil, reuse: .openRun) {
            case .existing(let run): return run.id
            case .created: return nil
            }
        }
        let lease = try await fixture.begin(fixture.run())
        try await database.requestCancel(lease.run)
        #expect(try await join(1) == nil)
        let newest = try await database.runs(RunFilter(limit: 1)).first?.id
        #expect(try await join(2) == newest)
        // A request to cancel that no process will see any more.
        let run = try #require(newest)
        try await database.end(
            .failed(.sample, log: []),
            #require(database.run(named: run.description).lease),
            at: fixture.start
        )
        try await database.release(lease)
        #expect(try await join(3) == lease.run)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a caller's own name always means the same run`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let database = fixture.database
        func create(_ name: String, caller: String? = nil, inputs: String = "fingerprint") async throws -> RunCreation {
            var run = fixture.run()
            (run.callerName, run.caller, run.input.fingerprint) = (name, caller, inputs)
            return try await database.create(run, owner: .current, budget: nil, reuse: .never)
        }
        guard case .created(let lease) = try await create("row 1") else {
            Issue.record("the first run is new")
            return
        }
        try await database.end(.success(), lease, at: fixture.start)
        guard case .existing(let run) = try await create("row 1") else {
            Issue.record("the name is taken")
            return
        }
        #expect(run.id == lease.run && run.status == .succeeded)
        for (name, caller) in [("row 2", nil), ("row 1", "token"), ("", nil)] as [(String, String?)] {
            guard case .created = try await create(name, caller: caller) else {
                Issue.record("'\(name)' of '\(caller ?? "")' is free")
                continue
            }
        }
        #expect(try await database.run(callerName: "row 1", of: nil)?.id == lease.run)
        #expect(try await database.run(callerName: "row 1", of: "token")?.caller == "token")
        #expect(try await database.run(callerName: "row 3", of: nil) == nil)
        var again = fixture.run()
        (again.callerName, again.input.fingerprint) = ("row 1", "fingerprint")
        let error = await #expect(throws: RunStoreError.self) {
            try await database.create(again, owner: .current, budget: nil)
        }
        #expect(error?.code == .nameTaken)
        #expect(error?.message == "the run '\(lease.run)' already has the name 'row 1'")
        // Removing the run frees the name.
        _ = try await database.remove(lease.run, at: fixture.start)
        guard case .created = try await create("row 1") else {
            Issue.record("the name is free again")
            return
        }
    }

    /// Another request, and what the error about its name says; `nil` when it is the same one.
    struct Other: Sendable {
        var difference: String?
        var change: @Sendable (inout Run) -> Void
    }

    @Test(
        arguments: StoreUnderTest.all,
        [
            Other(difference: "another model, 'bytedance/omnihuman-1-5'") { $0.model.name = "other/one" },
            Other(difference: "other inputs") { $0.input.fingerprint = "other" },
            Other(difference: "another service") { $0.service.endpoint = "http://h/" },
            Other(difference: "another service") { $0.service.usesOwnEmulator = true },
            Other { $0.model.key = "other" }, Other { $0.places = [] }, Other { $0.label = "other" },
        ]
    )
    func `one name for two requests is an error that says what is different`(
        store: StoreUnderTest,
        other: Other
    ) async throws {
        let fixture = try await StoreFixture(store)
        let database = fixture.database
        var (first, second) = (fixture.run(), fixture.run(1))
        (first.callerName, first.caller) = ("row 1", "token")
        (second.callerName, second.caller) = ("row 1", "token")
        other.change(&second)
        let lease = try await fixture.begin(first)
        for reuse in [RunReuse.never, .openRun, .openOrSucceededRun] {
            guard let difference = other.difference else {
                let found = try await database.create(second, owner: .current, budget: nil, reuse: reuse)
                if case .existing(let run) = found {
                    #expect(run.id == lease.run)
                } else {
                    Issue.record("it is the same")
                }
                #expect(try await database.existing(for: second, reuse: reuse)?.id == lease.run)
                continue
            }
            let error = await #expect(throws: RunStoreError.self) {
                try await database.create(second, owner: .current, budget: nil, reuse: reuse)
            }
            #expect(error?.code == .nameTaken)
            #expect(error?.message == "the run '\(lease.run)' already has the name 'row 1', and it has \(difference)")
            let found = await #expect(throws: RunStoreError.self) {
                try await database.existing(for: second, reuse: reuse)
            }
            #expect(found == error)
        }
        #expect(try await database.count(RunFilter()) == 1)
    }

    @Test(arguments: StoreUnderTest.all)
    func `of many requests with one name at the same time, one creates the run`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        var others: [any RunDatabase] = []
        for _ in 0..<4 { others.append(try await fixture.reopened()) }
        let start = fixture.start
        let created = try await withThrowingTaskGroup(of: (RunID, isNew: Bool).self) { [others] group in
            for index in 0..<40 {
                let database = others[index % others.count]
                group.addTask {
                    var run = Run.sample(at: start.addingTimeInterval(Double(index)))
                    (run.callerName, run.caller) = ("key", "token")
                    switch try await database.create(run, owner: .current, budget: nil, reuse: .never) {
                    case .created(let lease): return (lease.run, true)
                    case .existing(let run): return (run.id, false)
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(created.count { $0.isNew } == 1)
        #expect(Set(created.map(\.0)).count == 1)
        #expect(try await fixture.database.count(RunFilter()) == 1)
    }
}

extension Run {
    /// The same request under another name.
    fileprivate var renamed: Run {
        var run = Run.sample(at: created.addingTimeInterval(1))
        (run.model, run.input, run.service, run.caller) = (model, input, service, caller)
        return run
    }
}
