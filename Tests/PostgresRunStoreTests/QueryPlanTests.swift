import Foundation
import RunRows
import RunStore
import RunStoreFixtures
import Testing

@testable import PostgresRunStore

struct QueryPlanTests {
    @Test func `no query that is asked often reads a whole table`() async throws {
        let fixture = try await PostgresFixture()
        let (now, id) = (Date(), Run.sample(at: Date()).id)
        let claim = RunClaim(modelKeys: ["k", "l"], count: 2)
        let position = ClaimQuery.Position(isPaid: true, run: id)
        var queries: [SQL] = [
            RunRow.selection + "WHERE runs.id IN (\(RunQuery.shortened("7fm")))",
            RunQuery.identical("k", "f"), RunQuery.open("k", "f"), RunQuery.callerName("n", of: nil),
            ChargeRow.facts(of: id),
            ChargeRow.list(since: 0, besides: "r"), ChargeRow.list(since: 0, of: "c", besides: "r"),
            ChargeRow.sums(by: nil, since: 0, of: "c", besides: "r"),
            TokenRow.selection + "WHERE id = \("t")", TokenRow.selection + "WHERE name = \("n") AND revoked IS NULL",
            WebhookRow.toClose(createdBefore: now), WebhookRow.due(at: now, limit: 1),
            FileRow.page(of: "o", nil, 1, at: now), Settling.candidates(), Settling.candidates(id),
            StepRow.selection + "WHERE run = \("r") ORDER BY number",
            PostgresRunDatabase.ended(before: now, limit: 5), ClaimQuery.callers, ClaimQuery.driven(at: now),
            ClaimQuery.candidates(of: nil, claim, after: nil, without: [], host: "h", at: now, limit: 2),
            ClaimQuery.candidates(
                of: "c",
                claim,
                after: position,
                without: [ClaimQuery.Account(service: "s", endpoint: nil)],
                host: "h",
                at: now,
                limit: 2
            ),
            ClaimQuery.stillOpen([id]), SlotRow.selection + "WHERE slots.account = \("a")",
            "SELECT count(*) FROM submissions WHERE account = \("a") AND time > \(0)",
            FleetQuery.driven(9), FleetQuery.stopped(9), FleetQuery.holders(9), FleetQuery.unknown(9), FleetQuery.files,
        ]
        for key in [nil] + ChargeKey.allCases { queries.append(ChargeRow.sums(by: key, since: 0, besides: "r")) }
        let place = RunPosition(created: now, id: id)
        for filter in [
            RunFilter(limit: 20), RunFilter(after: place, limit: 20), RunFilter(statuses: [.failed], limit: 20),
            RunFilter(model: "a/b", limit: 20), RunFilter(label: "l", limit: 20),
            RunFilter(statuses: [.failed, .unknown], model: "b", since: now, after: place, limit: 20),
            RunFilter(caller: "c", limit: 20), RunFilter(caller: "c", until: now, before: place, limit: 20),
        ] {
            queries.append(RunQuery.list(filter))
        }
        let plans = try await fixture.database.read { [queries] transaction in
            // A small table is read at once whatever indexes there are; what remains has no index.
            try transaction.run("SET LOCAL enable_seqscan = off")
            return try queries.map { query in
                let plan = try transaction.rows("EXPLAIN \(query)").map { $0.columns.first.flatMap(\.self) ?? "" }
                return (query.rendered(for: .postgres).text, plan.joined(separator: "\n"))
            }
        }
        #expect(plans.count == queries.count)
        for (text, plan) in plans {
            // The few slots in use are read whole, never more than there are tasks at services.
            let scans = plan.split(separator: "\n").filter { $0.contains("Seq Scan") && !$0.contains("on slots") }
            #expect(scans == [], "\(text)\n\(plan)")
        }
    }

    @Test func `with many runs, a claim and the next page of a list read what they return`() async throws {
        let fixture = try await PostgresFixture()
        try await fixture.database.write { transaction in
            try transaction.run(
                """
                INSERT INTO runs (id, model, model_name, model_directory, model_key, status, given, checked, input_files,
                    fingerprint, is_input_complete, places, replaces_files, uses_own_emulator, is_charged, timeout,
                    is_price_unknown, created, updated, output_files, log, partial_downloads, is_paid, is_enqueued)
                SELECT lpad(n::text, 10, '0') || '-000000', 'a/b', 'b', '/', 'k', 'queued', '{}', '{}', '[]', 'f', true,
                    '[]', false, false, true, 1, false, n, n, '[]', '[]', '[]', false, true
                FROM generate_series(1, 20000) n
                """
            )
            try transaction.run(
                "INSERT INTO leases (run, token, is_cancel_requested) SELECT id, 1, false FROM runs"
            )
        }
        try await fixture.database.pool.withMember { member in
            _ = try member.connected().run("ANALYZE runner.runs", within: .seconds(20))
            _ = try member.connected().run("ANALYZE runner.leases", within: .seconds(20))
        }
        let claim = RunClaim(modelKeys: ["k"], count: 2)
        let place = RunPosition(created: Date(milliseconds: 10_000), id: Run.sample(at: Date()).id)
        let queries = [
            ClaimQuery.candidates(of: nil, claim, after: nil, without: [], host: "h", at: Date(), limit: 2),
            ClaimQuery.callers, RunQuery.list(RunFilter(after: place, limit: 20)),
        ]
        for query in queries {
            let plan = try await fixture.database.write { transaction in
                try transaction.rows("EXPLAIN (ANALYZE, TIMING OFF) \(query)").map { $0.columns[0] ?? "" }
            }
            #expect(plan.allSatisfy { !$0.contains("Seq Scan") }, "\(plan.joined(separator: "\n"))")
            let counts = plan.compactMap { line in
                line.firstMatch(of: /actual rows=(\d+)/).flatMap { Int($0.1) }
            }
            #expect(counts.max() ?? 0 <= 100, "\(plan.joined(separator: "\n"))")
        }
    }
}
