import Foundation
import GRDB
import RunStore
import RunStoreFixtures
import Testing

@testable import SQLiteRunStore

struct QueryPlanTests {
    @Test func `no query reads a whole table`() async throws {
        let fixture = try await SQLiteFixture()
        var queries: [(String, StatementArguments)] = [
            (RunRow.selection + "WHERE runs.id IN (\(RunQuery.shortened))", RunQuery.shortenedArguments("7fm")),
            (RunRow.selection + RunQuery.identical, ["k", "f"]),
            (RunRow.selection + RunQuery.open, ["k", "f"]),
            (RunRow.selection + RunQuery.callerName, ["n", ""]),
            (ChargeRow.facts, ["r"]), (ChargeRow.list(), [0, "r"]),
            (ChargeRow.list(isOfCaller: true), ["c", 0, "r"]),
            (ChargeRow.sums(by: nil, isOfCaller: true), ["c", 0, "r"]),
            (TokenRow.selection + "WHERE id = ?", ["t"]),
            (TokenRow.selection + "WHERE name = ? AND revoked IS NULL", ["n"]),
            (WebhookRow.webhooks + WebhookRow.toClose, [0]), (WebhookRow.messages + WebhookRow.due, [0, 0, 1]),
            (FileRow.selection + FileRow.page, ["o", 0, "i", 0, 1]),
            (Settling.candidates, []),
            ("SELECT leases.run, \(LeaseRow.columns) FROM leases WHERE expires > ?", [0]),
            (StepRow.selection + "WHERE run = ? ORDER BY number", ["r"]),
            (ClaimQuery.nextCaller, [""]), (ClaimQuery.hasOwn, []), (ClaimQuery.driven, [0]),
            (ClaimQuery.candidates(models: 2), ["", 0, 0, "h", "k", "l"]),
            ("\(SlotRow.selection) WHERE slots.account = ?", ["a"]),
            ("SELECT count(*) FROM submissions WHERE account = ? AND time > ?", ["a", 0]),
            (FleetQuery.driven, [9]), (FleetQuery.slots, []), (FleetQuery.waiting, []), (FleetQuery.stopped, [9]),
            (FleetQuery.unknown, [9]), (FleetQuery.files, []),
        ]
        for key in [nil] + ChargeKey.allCases { queries.append((ChargeRow.sums(by: key), [0, "r"])) }
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
        try await fixture.database.queue.read { [queries] database in
            for (sql, arguments) in queries {
                let plan = try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: arguments)
                    .map { $0["detail"] as String }
                #expect(!plan.isEmpty)
                // Scans of rows chosen before, or of an index that holds open cases only, do not read the table.
                let scans = plan.filter { line in
                    line.hasPrefix("SCAN") && !line.contains("CONSTANT") && !line.contains("SCAN (subquery")
                        && !line.contains("undecided_steps") && !line.contains("open_webhooks")
                        && !line.contains("queued_runs") && !line.contains("held_leases") && line != "SCAN slots"
                }
                #expect(scans == [], "\(sql)\n\(plan.joined(separator: "\n"))")
            }
        }
    }

    @Test func `the next page of a list begins where the last one ended`() async throws {
        let fixture = try await SQLiteFixture()
        let position = RunPosition(created: fixture.start, id: fixture.run().id)
        let (sql, arguments) = RunQuery.list(RunFilter(after: position, limit: 20))
        let plan = try await fixture.database.queue.read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: arguments).map {
                $0["detail"] as String
            }
        }
        #expect(plan.contains { $0.contains("runs_by_time (created>? AND (created,id)<(?,?))") }, "\(plan)")
    }
}
