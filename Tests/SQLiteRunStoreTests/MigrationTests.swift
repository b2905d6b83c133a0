import Foundation
import GRDB
import InferenceKit
import RunRows
import RunStore
import RunStoreFixtures
import Testing

@testable import SQLiteRunStore

struct MigrationTests {
    private static let fixtures =
        String(#filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }) + "/Fixtures"
    private static let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil

    /// The stores of all earlier versions and of this one, each made by the program of that version.
    @Test(arguments: ["v1", "v2", "v3", "v4", "v5", "v6"])
    func `a store of every version is migrated and keeps its runs and their costs`(version: String) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/runs.sqlite"
        try FileManager.default.copyItem(atPath: "\(Self.fixtures)/\(version).sqlite", toPath: path)
        let database = try await SQLiteRunDatabase(path: path, redactor: Redactor())
        try await expectConsistent(database)
        let runs = try await database.runs(RunFilter())
        #expect(
            runs.map(\.status)
                == [.queued, .starting, .processing, .succeeded, .failed, .canceled, .unknown].reversed()
        )
        for run in runs {
            #expect(run.model.name == "bytedance/omnihuman-1-5" && run.input.given["image"] == "duet.jpg")
            #expect(run.input.files.count == 1 && run.places.count == 1 && run.estimate == .usd(1.2))
            let steps = try await database.steps(of: run.id)
            #expect(steps.map(\.record.name) == ["detect", "submit"])
            #expect(steps[0].record.result == ["masks": 2])
        }
        let succeeded = try #require(runs.first { $0.status == .succeeded })
        #expect(succeeded.output == ["video": "/tmp/a.mp4"] && succeeded.price == .usd(1.08) && succeeded.isPaid)
        #expect(runs.first { $0.status == .failed }?.failure == .sample)
        let cost = try await database.cost(since: nil, by: nil).first
        #expect(cost?.paidRuns == 6 && cost?.estimatedRuns == 5 && cost?.undecidedRuns == 1)
        #expect(abs((cost?.usd ?? 0) - (5 * 1.2 + 1.08)) < 1e-9 && cost?.undecidedUSD == 1.2)
        #expect(try await database.cost(since: nil, by: .model).map(\.key) == ["bytedance/omnihuman-1-5"])
        // And a run can be continued.
        let lease = try await database.acquire(runs[6].id, for: .current, at: Date())
        try await database.end(.success(), lease, at: Date())
        let applied = try await database.queue.read { try Migrations.migrator.appliedMigrations($0) }
        #expect(applied == Migrations.migrator.migrations)
    }

    /// How a run of version 1 is changed before the migration, and its charge after it.
    struct Earlier: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var status: RunStatus
        var changes = ""
        var state: Charge.State?
        var usd: Double? = 1.2
        var isEstimate = true
    }

    private static let unpaid = "UPDATE runs SET is_paid = 0; DELETE FROM steps WHERE is_paid = 1"

    @Test(arguments: [
        Earlier(testDescription: "paid", status: .processing, state: .paid),
        Earlier(testDescription: "paid and failed", status: .failed, state: .paid),
        Earlier(testDescription: "succeeded", status: .succeeded, state: .paid, usd: 1.08, isEstimate: false),
        Earlier(
            testDescription: "succeeded for an unknown price",
            status: .succeeded,
            changes: "UPDATE runs SET price_usd = NULL, is_price_unknown = 1, estimate_usd = NULL",
            state: .paid,
            usd: nil
        ),
        Earlier(testDescription: "unknown", status: .unknown, state: .undecided),
        Earlier(testDescription: "queued, unpaid", status: .queued, changes: unpaid, state: .reserved),
        Earlier(testDescription: "starting, unpaid", status: .starting, changes: unpaid, state: .reserved),
        Earlier(testDescription: "processing, unpaid", status: .processing, changes: unpaid, state: .reserved),
        Earlier(
            testDescription: "processing, unpaid, price unknown",
            status: .processing,
            changes: unpaid + "; UPDATE runs SET estimate_usd = NULL",
            state: .reserved,
            usd: nil
        ),
        Earlier(testDescription: "failed, unpaid", status: .failed, changes: unpaid, state: nil),
        Earlier(testDescription: "canceled, unpaid", status: .canceled, changes: unpaid, state: nil),
        Earlier(
            testDescription: "succeeded for nothing",
            status: .succeeded,
            changes: unpaid + "; UPDATE runs SET price_usd = 0",
            state: nil
        ),
        Earlier(
            testDescription: "failed after a submission was given up",
            status: .failed,
            changes: """
                UPDATE runs SET is_paid = 0;
                UPDATE steps SET phase = 'unknown', result = NULL, is_abandoned = 1 WHERE is_paid = 1
                """,
            state: .undecided
        ),
        Earlier(
            testDescription: "refused",
            status: .failed,
            changes: "UPDATE runs SET is_paid = 0; UPDATE steps SET phase = 'failed', result = NULL WHERE is_paid = 1",
            state: nil
        ),
        Earlier(
            testDescription: "not charged",
            status: .succeeded,
            changes: "UPDATE runs SET is_charged = 0",
            state: nil
        ),
    ])
    func `the ledger is filled with what the runs of version 1 have cost`(earlier: Earlier) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/runs.sqlite"
        try FileManager.default.copyItem(atPath: "\(Self.fixtures)/v1.sqlite", toPath: path)
        do {
            let queue = try DatabaseQueue(path: path)
            try await queue.write {
                try $0.execute(
                    sql: "DELETE FROM runs WHERE status <> '\(earlier.status.rawValue)'; \(earlier.changes)"
                )
            }
            try queue.close()
        }
        let database = try await SQLiteRunDatabase(path: path, redactor: Redactor())
        let run = try #require(try await database.runs(RunFilter()).first)
        let charge = try await database.read { try $0.chargeFacts(of: run.id)?.charge }
        let expected = earlier.state.map { state in
            Charge(
                state: state,
                amount: earlier.usd.map { .usd($0) } ?? .unknown,
                isEstimate: earlier.isEstimate,
                time: run.created
            )
        }
        #expect(charge == expected)
        try await expectConsistent(database)
    }

    @Test func `several processes migrate an old store at once`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/runs.sqlite"
        try FileManager.default.copyItem(atPath: "\(Self.fixtures)/v1.sqlite", toPath: path)
        let processes = try (0..<6).map { _ in try Exerciser("predict", path, "3") }
        for process in processes {
            let (_, errors, status) = process.end()
            #expect(status == 0 && errors == "", "\(errors)")
        }
        let database = try await SQLiteRunDatabase(path: path, redactor: Redactor())
        #expect(try await database.count(RunFilter()) == 7 + 18)
        #expect(try await database.cost(since: nil, by: nil).first?.paidRuns == 6 + 18)
        try await expectConsistent(database)
    }

    /// A change of the schema needs a migration, and a fixture of the version before it: this text may only change with them.
    @Test func `the schema is the one that was agreed on`() async throws {
        let fixture = try await SQLiteFixture()
        let schema = try await fixture.database.queue.read { database in
            try String.fetchAll(
                database,
                sql: "SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL ORDER BY tbl_name, type DESC, name"
            )
        }
        let migrations = Migrations.migrator.migrations.map { "-- \($0)\n" }
        let text = migrations.joined() + "\n" + schema.joined(separator: "\n\n") + "\n"
        let path = "\(Self.fixtures)/schema.sql"
        if Self.isRecording { try text.write(toFile: path, atomically: true, encoding: .utf8) }
        let agreed = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == agreed)
        #expect(!Self.isRecording)
        #expect(
            FileManager.default.fileExists(atPath: "\(Self.fixtures)/v\(migrations.count).sqlite"),
            "a version needs a fixture: run this suite's last test with RECORD_SNAPSHOTS=1"
        )
    }

    @Test(.enabled(if: isRecording, "with RECORD_SNAPSHOTS=1 it makes the fixture of this version, if there is none"))
    func `the fixture of this version is made`() async throws {
        let path = "\(Self.fixtures)/v\(Migrations.migrator.migrations.count).sqlite"
        try #require(!FileManager.default.fileExists(atPath: path), "the fixtures of versions in use never change")
        let fixture = try await SQLiteFixture()
        let (database, start) = (fixture.database, fixture.start)
        let owner = RunOwner(host: "host.example", boot: "boot", processID: 1, processStart: 1)
        for (second, status) in RunStatus.allCases.enumerated() {
            let time = start.addingTimeInterval(Double(second))
            let lease = try await database.create(fixture.run(Double(second)), owner: owner, budget: nil)
            for (name, paid) in [("detect", false), ("submit", true)] {
                try await database.record(StepRecord(name: name, paid: paid, phase: .began), lease, at: time)
                let phase: StepRecord.Phase = paid && status == .unknown ? .unknown : .succeeded
                let step = StepRecord(
                    name: name,
                    paid: paid,
                    phase: phase,
                    result: phase == .succeeded ? ["masks": 2] : nil
                )
                try await database.record(step, lease, at: time)
            }
            switch status {
            case .queued: try await database.release(lease)
            case .starting, .processing:
                try await database.update(.status(status), lease, at: time)
                try await database.release(lease)
            case .succeeded: try await database.end(.success(), lease, at: time)
            case .failed: try await database.end(.failed(.sample, log: ["a line"]), lease, at: time)
            case .canceled: try await database.end(.canceled(.sample, log: []), lease, at: time)
            case .unknown: try await database.end(.unknown(.sample, log: []), lease, at: time)
            }
        }
        try await database.queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try FileManager.default.copyItem(atPath: fixture.path, toPath: path)
    }
}
