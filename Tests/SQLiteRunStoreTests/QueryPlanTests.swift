import Foundation
import RunRows
import RunStore
import RunStoreFixtures
import Testing

@testable import SQLiteRunStore

struct QueryPlanTests {
    @Test func `no query reads a whole table`() async throws {
        let fixture = try await SQLiteFixture()
        let (now, id) = (fixture.start, fixture.run().id)
        var queries: [RunRows.SQL] = [
            RunRow.selection + "WHERE runs.id IN (\(RunQuery.shortened("7fm")))",
            RunQuery.identical("k", "f"), RunQuery.open("k", "f"), RunQuery.callerName("n", of: nil),
            ChargeRow.facts(of: id), ChargeRow.list(since: 0, besides: "r"),
            ChargeRow.list(since: 0, of: "c", besides: "r"), ChargeRow.sums(by: nil, since: 0, of: "c", besides: "r"),
            TokenRow.selection + "WHERE id = \("t")", TokenRow.selection + "WHERE name = \("n") AND revoked IS NULL",
            WebhookRow.toClose(createdBefore: now), WebhookRow.due(at: now, limit: 1),
            FileRow.page(of: "o", nil, 1, at: now), Settling.candidates, LeaseRow.longer(at: now),
            StepRow.selection + "WHERE run = \(id) ORDER BY number",
            ClaimQuery.nextCaller(after: ""), ClaimQuery.hasOwn, ClaimQuery.driven(at: now),
            ClaimQuery.candidates(
                of: nil,
                RunClaim(modelKeys: ["k", "l"], count: 1, endpoints: ["example": "https://example.test"]),
                host: "h",
                at: now
            ),
            SlotRow.selection + "WHERE slots.account = \("a")",
            "SELECT count(*) FROM submissions WHERE account = \("a") AND time > \(0)",
            FleetQuery.driven(9), FleetQuery.slots, FleetQuery.waiting, FleetQuery.stopped(9), FleetQuery.unknown(9),
            FleetQuery.holders(9), FleetQuery.files,
        ]
        for key in [nil] + ChargeKey.allCases { queries.append(ChargeRow.sums(by: key, since: 0, besides: "r")) }
        let position = RunPosition(created: fixture.start, id: fixture.run().id)
        for filter in [
            RunFilter(limit: 20), RunFilter(after: position, limit: 20), RunFilter(statuses: [.failed], limit: 20),
            RunFilter(model: "a/b", limit: 20), RunFilter(label: "l", limit: 20),
            RunFilter(statuses: [.failed, .unknown], model: "b", since: fixture.start, after: position, limit: 20),
            RunFilter(caller: "c", limit: 20),
            RunFilter(caller: "c", until: fixture.start, before: position, limit: 20),
            RunFilter(model: "a/b", caller: "c"),
        ] {
            queries.append(RunQuery.list(filter))
            queries.append(RunQuery.count(filter))
        }
        try await fixture.database.read { [queries] transaction in
            for query in queries {
                let plan = try Self.plan(of: query, transaction)
                #expect(!plan.isEmpty)
                // Scans of rows chosen before, or of an index that holds open cases only, do not read the table.
                let scans = plan.filter { line in
                    line.hasPrefix("SCAN") && !line.contains("CONSTANT")
                        && !["SCAN part", "SCAN chosen", "SCAN whole", "SCAN short"].contains(line)
                        && !line.contains("undecided_steps") && !line.contains("open_webhooks")
                        && !line.contains("queued_runs") && !line.contains("held_leases")
                        && !line.hasPrefix("SCAN slots")
                }
                #expect(scans == [], "\(query.rendered(for: .sqlite).text)\n\(plan.joined(separator: "\n"))")
            }
        }
    }

    @Test func `the next page of a list begins where the last one ended`() async throws {
        let fixture = try await SQLiteFixture()
        let position = RunPosition(created: fixture.start, id: fixture.run().id)
        let query = RunQuery.list(RunFilter(after: position, limit: 20))
        let plan = try await fixture.database.read { try Self.plan(of: query, $0) }
        #expect(plan.contains { $0.contains("runs_by_time (created>? AND (created,id)<(?,?))") }, "\(plan)")
    }

    /// The lines of what SQLite says about a query.
    private static func plan(of query: RunRows.SQL, _ transaction: SQLiteTransaction) throws -> [String] {
        try transaction.all("EXPLAIN QUERY PLAN \(query)") { row in
            for _ in 0..<3 { _ = try row.next(Int.self) }
            return try row.next(String.self)
        }
    }
}
