import Foundation
import GRDB
import InferenceKit
import Testing

@testable import RunStore
@testable import SQLiteRunStore

struct QueryTests {
    @Test func `runs are listed newest first, by state, model and time`() async throws {
        let fixture = try await StoreFixture()
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

    @Test func `a name may be shortened to the beginning of either part`() async throws {
        let fixture = try await StoreFixture()
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

    @Test func `identical requests that succeeded are found, newest first`() async throws {
        let fixture = try await StoreFixture()
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

    @Test func `old runs are removed unless they go on or their outcome is unknown`() async throws {
        let fixture = try await StoreFixture()
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
        let removed = try await fixture.database.removeRuns(endedBefore: fixture.start.addingTimeInterval(6))
        #expect(removed.map(\.id) == [ids[1], ids[2], ids[3]])
        #expect(try await fixture.database.runs(RunFilter()).map(\.id) == [ids[6], ids[5], ids[4], ids[0]])
    }

    @Test func `no question reads the whole table`() async throws {
        let fixture = try await StoreFixture()
        var questions: [(String, StatementArguments)] = [
            (RunRow.selection + "WHERE runs.id IN (\(RunQuery.shortened))", RunQuery.shortenedArguments("7fm")),
            (RunRow.selection + RunQuery.identical, ["k", "f"]),
            (RunQuery.cost(byModel: true), [0]),
            (RunQuery.cost(byModel: false), [0]),
            (Settling.candidates, []),
            (Database.exposure, [0]),
            (StepRow.selection + "WHERE run = ? ORDER BY number", ["r"]),
        ]
        for filter in [
            RunFilter(limit: 20), RunFilter(statuses: [.failed], limit: 20), RunFilter(model: "a/b", limit: 20),
            RunFilter(statuses: [.failed, .unknown], model: "b", since: fixture.start, limit: 20),
        ] {
            questions.append(RunQuery.list(filter))
            questions.append(RunQuery.count(filter))
        }
        try await fixture.database.queue.read { [questions] database in
            for (sql, arguments) in questions {
                let plan = try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: arguments)
                    .map { $0["detail"] as String }
                #expect(!plan.isEmpty)
                // A scan of what was chosen before, or of an index that holds open cases only, is none of the table.
                let scans = plan.filter { line in
                    line.hasPrefix("SCAN") && !line.contains("CONSTANT") && !line.contains("SCAN (subquery")
                        && !line.contains("undecided_steps")
                }
                #expect(scans == [], "\(sql)\n\(plan.joined(separator: "\n"))")
            }
        }
    }
}
