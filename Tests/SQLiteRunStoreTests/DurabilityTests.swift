import Foundation
import GRDB
import InferenceKit
import RunRows
import RunStore
import RunStoreFixtures
import Testing

@testable import SQLiteRunStore

struct DurabilityTests {
    @Test func `what must outlast the loss of power is synchronized`() async throws {
        let fixture = try await SQLiteFixture()
        let (database, time) = (fixture.database, fixture.start)
        let lease = try await fixture.begin(fixture.run())
        func record(_ name: String, _ phase: StepRecord.Phase, paid: Bool = false) async throws {
            try await database.record(StepRecord(name: name, paid: paid, phase: phase), lease, at: time)
        }
        func isSynchronized() async throws -> Bool {
            try await database.queue.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2
        }
        try await record("detect", .began)
        #expect(try await !isSynchronized())
        try await record("detect", .succeeded)
        #expect(try await isSynchronized())
        try await database.update(.task("7"), lease, at: time)
        #expect(try await !isSynchronized())
        try await record("submit", .began, paid: true)
        #expect(try await isSynchronized())
        _ = try await database.update(.status(.processing), lease, at: time)
        try await record("submit", .succeeded, paid: true)
        #expect(try await isSynchronized())
        _ = try await database.renew(lease, at: time.addingTimeInterval(30))
        #expect(try await !isSynchronized())
        try await database.update(.completing(output: [:], files: []), lease, at: time)
        #expect(try await isSynchronized())
        try await database.update(.status(.processing), lease, at: time)
        try await database.end(.success(), lease, at: time)
        #expect(try await isSynchronized())
    }

    @Test func `what a step records is kept although the task was cancelled`() async throws {
        let fixture = try await SQLiteFixture()
        let lease = try await fixture.begin(fixture.run())
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await fixture.database.record(
                StepRecord(name: "submit", paid: true, phase: .began),
                lease,
                at: fixture.start
            )
        }
        try await task.value
        #expect(try await fixture.database.steps(of: lease.run).map(\.record.name) == ["submit"])
    }
}
