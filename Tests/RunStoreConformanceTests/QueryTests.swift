import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import Testing

struct QueryTests {
    @Test(arguments: StoreUnderTest.all)
    func `runs are listed newest first, by status, model and time`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        var ids: [RunID] = []
        for second in 0..<6 {
            let run = fixture.run(Double(second), model: second < 3 ? "a/one" : "b/one")
            ids.append(run.id)
            let lease = try await fixture.begin(run)
            if second % 2 == 0 { try await fixture.database.end(.success(), lease, at: fixture.start) }
        }
        func list(_ filter: RunFilter) async throws -> [Int] {
            let runs = try await fixture.database.runs(filter)
            var unlimited = filter
            unlimited.limit = nil
            let count = try await fixture.database.count(unlimited)
            if filter.limit == nil { #expect(count == runs.count) }
            return try runs.map { try #require(ids.firstIndex(of: $0.id)) }
        }
        #expect(try await list(RunFilter()) == [5, 4, 3, 2, 1, 0])
        #expect(try await list(RunFilter(limit: 2)) == [5, 4])
        #expect(try await list(RunFilter(limit: 0)) == [])
        #expect(try await list(RunFilter(statuses: [.succeeded])) == [4, 2, 0])
        #expect(try await list(RunFilter(statuses: [.succeeded, .queued, .failed], limit: 3)) == [5, 4, 3])
        #expect(try await list(RunFilter(model: "one")) == [5, 4, 3, 2, 1, 0])
        #expect(try await list(RunFilter(model: "a/one")) == [2, 1, 0])
        #expect(try await list(RunFilter(model: "other")) == [])
        #expect(try await list(RunFilter(statuses: [.queued], model: "b/one", limit: 1)) == [5])
        #expect(try await list(RunFilter(since: fixture.start.addingTimeInterval(4))) == [5, 4])
        #expect(try await list(RunFilter(statuses: [.queued], since: fixture.start.addingTimeInterval(2))) == [5, 3])
    }

    @Test(arguments: StoreUnderTest.all)
    func `runs are listed by who asked, and by who may drive them`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        var ids: [RunID] = []
        for second in 0..<4 {
            var run = fixture.run(Double(second))
            (run.caller, run.isEnqueued) = (second < 2 ? "somebody" : nil, second % 2 == 0)
            ids.append(run.id)
            _ = try await fixture.begin(run)
        }
        func list(_ isRemote: Bool?, _ isEnqueued: Bool?) async throws -> [Int?] {
            var filter = RunFilter(statuses: [.queued])
            (filter.isRemote, filter.isEnqueued) = (isRemote, isEnqueued)
            return try await fixture.database.runs(filter).map { ids.firstIndex(of: $0.id) }
        }
        #expect(try await list(nil, nil) == [3, 2, 1, 0])
        #expect(try await list(true, nil) == [1, 0])
        #expect(try await list(false, nil) == [3, 2])
        #expect(try await list(nil, true) == [2, 0])
        #expect(try await list(true, false) == [1])
    }

    @Test(arguments: StoreUnderTest.all)
    func `a name may be shortened to the beginning of either part`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        func add(_ milliseconds: Int64, _ random: UInt32) async throws -> RunID {
            var run = fixture.run()
            run = Run(
                id: RunID(milliseconds: milliseconds, random: random),
                model: run.model,
                input: run.input,
                places: [],
                replacesFiles: false,
                service: run.service,
                timeout: .zero,
                estimate: .unknown,
                created: run.created
            )
            _ = try await fixture.begin(run)
            return run.id
        }
        // 0000000001-000001, 0000000001-000002, 0000000002-zzzzzz, 0zzzzzzzzz-000003
        let first = try await add(1, 1)
        let second = try await add(1, 2)
        let third = try await add(2, .max)
        let fourth = try await add(Int64(1) << 45 - 1, 3)
        for (name, run) in [
            (first.description, first), ("000001", first), ("0000000001-000002", second), ("0000000002", third),
            ("zz", third), ("0zzz", fourth),
        ] {
            #expect(try await fixture.database.run(named: name).id == run, "\(name)")
        }
        let ambiguous = await #expect(throws: RunStoreError.self) {
            try await fixture.database.run(named: "0000000001")
        }
        #expect(ambiguous?.code == .ambiguousRun)
        #expect(
            ambiguous?.message
                == "several runs have a name that begins with '0000000001': 0000000001-000002, 0000000001-000001"
        )
        for name in ["", "0", "9", "000001-", "%", "_", "'", "0000000001-000003", "é"] {
            let error = await #expect(throws: RunStoreError.self) { try await fixture.database.run(named: name) }
            #expect(error?.code == (["", "0"].contains(name) ? .ambiguousRun : .noSuchRun), "\(name)")
        }
        #expect(
            try await fixture.database.names(of: [first, third, fourth]) == [
                first: "000001", third: "zzzzzz", fourth: "000003",
            ]
        )
        let twin = try await add(3, 1)
        #expect(
            try await fixture.database.names(of: [first, twin]) == [first: first.description, twin: twin.description]
        )
    }

    @Test(arguments: StoreUnderTest.all)
    func `identical requests that succeeded are found, newest first`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        var succeeded: [RunID] = []
        for (second, ending) in [RunEnding.success(), .failed(.sample, log: []), .success()].enumerated() {
            let lease = try await fixture.begin(fixture.run(Double(second)))
            try await fixture.database.end(ending, lease, at: fixture.start)
            if case .succeeded = ending { succeeded.insert(lease.run, at: 0) }
        }
        let (model, input) = (fixture.run().model.key, fixture.run().input.fingerprint)
        #expect(try await fixture.database.succeeded(modelKey: model, fingerprint: input).map(\.id) == succeeded)
        #expect(try await fixture.database.succeeded(modelKey: model, fingerprint: "other").isEmpty)
        #expect(try await fixture.database.succeeded(modelKey: "other", fingerprint: input).isEmpty)
    }

    @Test(arguments: StoreUnderTest.all)
    func `old runs stay that a batch would pay for again`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let names: [(label: String?, name: String?, isCharged: Bool)] = [
            ("batch:a_b", "batch:a_b/1", true), ("batch:a_b", "batch:a_b/2", false), ("batch:a_b", "batch:axb/3", true),
            ("shop", "order-1", true), (nil, "x/1", true), ("shop", nil, true),
        ]
        var kept: [RunID] = []
        for (second, given) in names.enumerated() {
            var run = fixture.run(Double(second))
            (run.label, run.callerName, run.service.isCharged) = (given.label, given.name, given.isCharged)
            if run.isOfPaidSeries { kept.append(run.id) }
            try await fixture.database.end(.success(), try await fixture.begin(run), at: fixture.start)
        }
        let removed = try await fixture.database.removeRuns(endedBefore: .distantFuture, limit: 9)
        #expect(removed.count == 5 && kept.count == 1)
        #expect(try await fixture.database.runs(RunFilter()).map(\.id) == kept)
    }

    @Test(arguments: StoreUnderTest.all)
    func `old runs are removed unless they have not ended or their outcome is unknown`(store: StoreUnderTest)
        async throws
    {
        let fixture = try await StoreFixture(store)
        let endings: [RunEnding?] = [
            nil, .success(), .failed(.sample, log: []), .canceled(.sample, log: []), .unknown(.sample, log: []),
            .interrupted(.sample, log: []), .success(),
        ]
        var ids: [RunID] = []
        for (second, ending) in endings.enumerated() {
            let lease = try await fixture.begin(fixture.run(Double(second)))
            ids.append(lease.run)
            if let ending {
                try await fixture.database.end(ending, lease, at: fixture.start.addingTimeInterval(Double(second)))
            }
        }
        let end = fixture.start.addingTimeInterval(6)
        #expect(try await fixture.database.removeRuns(endedBefore: end, limit: 2).map(\.id) == [ids[1], ids[2]])
        #expect(try await fixture.database.removeRuns(endedBefore: end, limit: 2).map(\.id) == [ids[3]])
        #expect(try await fixture.database.removeRuns(endedBefore: end, limit: 2).isEmpty)
        #expect(try await fixture.database.runs(RunFilter()).map(\.id) == [ids[6], ids[5], ids[4], ids[0]])
    }

    @Test(arguments: StoreUnderTest.all)
    func `runs are found by label, and read page by page`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        var ids: [RunID] = []
        for index in 0..<23 {
            // Several are recorded at the same time.
            var run = fixture.run(Double(index / 4), model: index % 2 == 0 ? "a/one" : "b/two")
            run.label = index % 3 == 0 ? "third" : nil
            ids.append(run.id)
            let lease = try await fixture.begin(run)
            if index % 5 == 0 { try await fixture.database.end(.success(), lease, at: fixture.start) }
        }
        for (filter, count) in [
            (RunFilter(), 23), (RunFilter(limit: 10), 10), (RunFilter(label: "third"), 8),
            (RunFilter(label: "other"), 0), (RunFilter(statuses: [.succeeded, .queued]), 23),
            (RunFilter(statuses: [.succeeded], label: "third"), 2), (RunFilter(model: "b/two", label: "third"), 4),
            (RunFilter(model: "one", since: fixture.start.addingTimeInterval(2)), 8), (RunFilter(limit: 0), 0),
        ] {
            let whole = try await fixture.database.runs(filter).map(\.id)
            #expect(whole.count == count, "\(filter)")
            for pageSize in [1, 3, 10, 23, 100] {
                var paged: [RunID] = []
                for try await run in fixture.database.sequence(filter, pageSize: pageSize) { paged.append(run.id) }
                #expect(paged == whole, "\(filter) \(pageSize)")
            }
        }
        // A run that is created meanwhile does not appear, nor shift the pages.
        var seen: [RunID] = []
        for try await run in fixture.database.sequence(RunFilter(), pageSize: 5) {
            seen.append(run.id)
            _ = try await fixture.begin(fixture.run(100))
        }
        #expect(Set(seen) == Set(ids) && seen.count == ids.count)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a caller's runs are listed alone, between two times, and page by page in both directions`(
        store: StoreUnderTest
    ) async throws {
        let fixture = try await StoreFixture(store)
        var runs: [Run] = []
        for second in 0..<12 {
            var run = fixture.run(Double(second / 2), model: second % 4 == 0 ? "a/one" : "b/two")
            run.caller = second % 2 == 0 ? "ada" : second % 3 == 0 ? "bob" : nil
            if second == 4 { run.label = "marked" }
            runs.append(run)
            _ = try await fixture.begin(run)
        }
        func list(_ filter: RunFilter) async throws -> [Int] {
            let found = try await fixture.database.runs(filter)
            return try found.map { run in try #require(runs.firstIndex { $0.id == run.id }) }
        }
        let time = { (second: Double) in fixture.start.addingTimeInterval(second) }
        let position = { (index: Int) in RunPosition(created: runs[index].created, id: runs[index].id) }
        #expect(try await list(RunFilter(caller: "ada")) == [10, 8, 6, 4, 2, 0])
        #expect(try await list(RunFilter(caller: "bob")) == [9, 3])
        #expect(try await list(RunFilter(caller: "eve")) == [])
        #expect(try await list(RunFilter(model: "a/one", caller: "ada")) == [8, 4, 0])
        #expect(try await list(RunFilter(label: "marked", caller: "ada")) == [4])
        #expect(try await list(RunFilter(label: "marked", caller: "bob")) == [])
        #expect(try await list(RunFilter(statuses: [.succeeded], caller: "ada")) == [])
        #expect(try await list(RunFilter(caller: "ada", since: time(1), until: time(4))) == [6, 4, 2])
        #expect(try await list(RunFilter(caller: "ada", after: position(6), limit: 2)) == [4, 2])
        // The page before a place ends there, however long the list is.
        #expect(try await list(RunFilter(caller: "ada", before: position(2), limit: 2)) == [6, 4])
        #expect(try await list(RunFilter(caller: "ada", before: position(8), limit: 5)) == [10])
        #expect(try await fixture.database.count(RunFilter(caller: "ada")) == 6)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run keeps when its model began and when it has to end`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        var run = fixture.run(0)
        run.deadline = fixture.start.addingTimeInterval(90)
        let lease = try await fixture.begin(run)
        #expect(try await fixture.database.run(named: run.id.description).started == nil)
        for second in [1.0, 2] {
            let time = fixture.start.addingTimeInterval(second)
            try await fixture.database.update(.status(.processing), lease, at: time)
        }
        let recorded = try await fixture.database.run(named: run.id.description)
        #expect(recorded.started == fixture.start.addingTimeInterval(1))
        #expect(recorded.deadline == run.deadline)
    }
}
