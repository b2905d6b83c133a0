import Foundation
import InferenceKit
import ModelSupply
import PaidAnswerFiles
import RunStore
import RunStoreFixtures
import SQLiteRunStore
import TestSupport
import Testing
import WorkerProtocol

@testable import RunnerCore

/// Answers to paid requests that nobody waits for any more.
struct StrayAnswerTests {
    private let directory: TestDirectory
    private let store: any RunDatabase
    private let resumption: Resumption

    init() async throws {
        directory = try TestDirectory()
        store = try await SQLiteRunDatabase(path: "\(directory.path)/runs.sqlite", redactor: Redactor())
        resumption = Resumption(database: store, installation: Installation(environment: baseEnvironment))
    }

    /// Keeps an answer as a worker does whose runner is gone.
    private func keep(_ task: String, for lease: RunLease, _ phase: StepRecord.Phase = .succeeded) throws -> String {
        let answers = PaidAnswerDirectory(lease, beside: store)
        try answers.create()
        let file = try answers.reserve(for: .ended)
        let record = StepRecord(name: "submit", paid: true, phase: phase)
        let answer = PaidAnswerFile.Answer(
            run: lease.run.description,
            record: record,
            taskID: task,
            secondsSinceEpoch: 1
        )
        try PaidAnswerFile.write(answer, to: file)
        return file
    }

    private func submitted() async throws -> RunLease {
        let lease = try await store.create(.sample(at: Date()), owner: .ended, budget: nil)
        try await store.record(StepRecord(name: "submit", paid: true, phase: .began), lease, at: Date())
        return lease
    }

    @Test func `an answer of a run that is not recorded is kept and reported until its user removes it`() async throws {
        let lease = try await submitted()
        let file = try keep("task-9", for: lease)
        _ = try await store.remove(lease.run, at: Date())
        for _ in 0..<2 {
            let remarks = try await resumption.settle()
            #expect(remarks.count == 1 && remarks[0].contains("task 'task-9' in '\(file)'"))
            #expect(PaidAnswerFile.answer(at: file)?.taskID == "task-9")
        }
        PaidAnswerDirectory.removeAnswers(of: lease.run, beside: store)
        #expect(try await resumption.settle() == [])
        #expect(PaidAnswerDirectory.all(beside: store) == [])
    }

    @Test func `a late answer to a submission that was given up is not taken for that to the next`() async throws {
        let first = try await submitted()
        try await store.settle(at: Date())
        let second = try await store.acquire(first.run, for: .ended, at: Date())
        try await store.abandonUnknownSteps(second, at: Date())
        try await store.record(StepRecord(name: "submit", paid: true, phase: .began), second, at: Date())
        try await store.settle(at: Date())
        let file = try keep("task-1", for: first)
        let remarks = try await resumption.settle()
        #expect(remarks.count == 1 && remarks[0].contains("accepted it as task 'task-1'"))
        #expect(!FileManager.default.fileExists(atPath: file))
        var run = try await store.run(named: first.run.description)
        #expect(run.status == .unknown && run.taskID == nil && !run.isPaid)
        _ = try keep("task-2", for: second)
        #expect(try await resumption.settle() == [])
        run = try await store.run(named: first.run.description)
        #expect(run.status == .processing && run.taskID == "task-2" && run.isPaid)
    }

    @Test func `an answer whose task was not recorded before a crash is completed`() async throws {
        let lease = try await submitted()
        _ = try keep("task-3", for: lease)
        let next = try await store.acquire(lease.run, for: .ended, at: Date())
        try await store.adopt(StepRecord(name: "submit", paid: true, phase: .succeeded), next, at: Date())
        #expect(try await resumption.settle() == [])
        #expect(try await store.run(named: lease.run.description).taskID == "task-3")
    }
}
