import Foundation
import InferenceKit
import RunStore
import SQLiteRunStore
import Spending
import TestSupport
import Testing

@testable import RunnerCore

/// A process that drives a run learns what others want of it.
struct RunRecorderTests {
    private let directory: TestDirectory
    private let database: any RunDatabase
    private let id = RunID(milliseconds: 1_767_615_693_000, random: 7)

    init() async throws {
        directory = try TestDirectory()
        database = try await SQLiteRunDatabase(path: "\(directory.path)/runs.sqlite", redactor: Redactor())
    }

    private func recorder() async throws -> RunRecorder {
        let run = Run(
            id: id,
            model: RunModel(name: "test/m", directory: "/m", key: "k"),
            input: RunInput(given: [:], checked: [:], files: [], fingerprint: ""),
            places: [],
            replacesFiles: false,
            service: RunService(endpoint: nil, staging: nil, usesOwnEmulator: false, isCharged: true),
            timeout: .seconds(60),
            estimate: .usd(1),
            created: Date()
        )
        let lease = try await database.create(run, owner: .current, budget: nil)
        var recorder = RunRecorder(database: database, lease: lease, faults: nil)
        recorder.pulse = .milliseconds(1)
        return recorder
    }

    /// The first wish that a heartbeat passes on.
    private func firstWish(_ recorder: RunRecorder) async -> StopSignal.Wish? {
        let (wishes, feed) = AsyncStream.makeStream(of: StopSignal.Wish.self)
        let stop = StopSignal()
        stop.listen { feed.yield($0) }
        let heartbeat = Task { await recorder.keepAlive(stop) }
        defer { heartbeat.cancel() }
        return await wishes.first { _ in true }
    }

    @Test func `the wish of another process to cancel is passed on`() async throws {
        let recorder = try await recorder()
        try await database.requestCancel(id)
        #expect(await firstWish(recorder) == .cancel)
    }

    @Test func `a run that was removed is left`() async throws {
        let recorder = try await recorder()
        try await database.release(recorder.lease)
        _ = try await database.remove(id, at: Date())
        guard case .leave(let error) = await firstWish(recorder) else {
            Issue.record("the run was not left")
            return
        }
        #expect(error.code == .noSuchRun)
    }

    @Test func `the time to send a paid step begins when it is admitted`() async throws {
        let recorder = try await recorder()
        let before = PaidStep.uptime
        let limit = try await recorder.record(StepRecord(name: "submit", paid: true, phase: .began))
        let length = PaidStep.sendingTime.components.seconds * 1_000_000_000
        #expect(limit.map { ($0 - length) >= before && ($0 - length) <= PaidStep.uptime } == true)
        #expect(try await recorder.record(StepRecord(name: "submit", paid: true, phase: .failed)) == nil)
    }

    @Test func `the lease is kept while a run is prepared, and until its end is recorded`() async throws {
        let recorder = try await recorder()
        let stop = StopSignal()
        let (wishes, feed) = AsyncStream.makeStream(of: StopSignal.Wish.self)
        stop.listen { feed.yield($0) }
        try await database.requestCancel(id)
        let wish = try await recorder.whileAlive(stop) { await wishes.first { _ in true } }
        #expect(wish == .cancel)
    }

    @Test func `nothing is recorded with a lease that was lost`() async throws {
        let recorder = try await recorder()
        try await database.release(recorder.lease)
        _ = try await database.acquire(id, for: .current, at: Date())
        let step = StepRecord(name: "submit", paid: true, phase: .began)
        let error = await #expect(throws: RunStoreError.self) { try await recorder.record(step) }
        #expect(error?.code == .leaseLost)
        #expect(try await database.steps(of: id) == [])
    }
}
