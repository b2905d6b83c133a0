import Foundation
import GRDB
import InferenceKit
import Testing

@testable import RunStore
@testable import SQLiteRunStore

/// Expects of a store what is true whenever and however the processes that use it ended.
func expectConsistent(_ store: SQLiteRunDatabase, _ comment: String = "") async throws {
    let (damage, broken) = try await store.queue.read { database in
        (
            try String.fetchAll(database, sql: "PRAGMA integrity_check"),
            try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").count
        )
    }
    #expect(damage == ["ok"] && broken == 0, "\(comment)")
    for run in try await store.runs(RunFilter()) {
        let steps = try await store.steps(of: run.id)
        #expect((run.ended != nil) == run.status.isTerminal, "\(comment)")
        if run.status.isTerminal { #expect(run.lease == nil, "\(comment)") }
        if run.status == .succeeded { #expect(run.output != nil && run.price != nil, "\(comment)") }
        if [.failed, .canceled, .unknown].contains(run.status) { #expect(run.failure != nil, "\(comment)") }
        #expect(run.isPaid == steps.contains { $0.record.paid && $0.record.phase == .succeeded }, "\(comment)")
        for (key, attempts) in Dictionary(grouping: steps, by: { "\($0.record.name) \($0.record.ordinal)" }) {
            #expect(attempts.map(\.attempt) == Array(1...attempts.count), "\(comment) \(key)")
            #expect(attempts.count { $0.record.paid && $0.record.phase == .succeeded } <= 1, "\(comment) \(key)")
        }
        for step in steps {
            #expect((step.ended == nil) == (step.record.phase == .began), "\(comment)")
        }
        let isUndecided = steps.contains {
            $0.record.paid && !$0.isAbandoned && [.began, .unknown].contains($0.record.phase)
        }
        if isUndecided { #expect(run.status == .unknown || !run.status.isTerminal, "\(comment)") }
    }
}
