import InferenceKit
import TestSupport
import Testing

/// What is recorded of a step, and what happens when it cannot be.
struct StepRecordingTests {
    struct Broken: Error {}

    static let failures: [(error: any Error, paid: Bool, phase: StepRecord.Phase)] = [
        (Broken(), false, .failed), (Broken(), true, .unknown), (CancellationError(), true, .unknown),
        (PredictionError(.invalidInput, "no"), true, .failed),
        (PredictionError(.outcomeUnknown, "lost"), true, .unknown),
        (PredictionError(.outcomeUnknown, "lost"), false, .failed),
    ]

    @Test(arguments: failures.indices) func `only a known error says that nothing was paid`(_ index: Int) async {
        let failure = Self.failures[index]
        let run = Run([])
        await #expect(throws: (any Error).self) {
            try await run.context.step("buy", paid: failure.paid) { throw failure.error }
        }
        #expect(run.channel.records.last?.phase == failure.phase)
        #expect(run.channel.records.last?.error == PredictionError(failure.error))
    }

    @Test(arguments: [true, false]) func `a body whose beginning is not noted never runs`(_ paid: Bool) async {
        let run = Run([]) { $0.phase == .began }
        await #expect(throws: PredictionError.self) {
            try await run.context.step("work", paid: paid) { run.context.log("ran") }
        }
        #expect(run.channel.reports.isEmpty)
    }

    @Test(arguments: [true, false]) func `a model does not go on from an end that is not noted`(_ paid: Bool) async {
        let run = Run([]) { $0.phase == .succeeded }
        let error = await #expect(throws: PredictionError.self) {
            try await run.context.step("work", paid: paid) { run.context.log("ran") }
        }
        #expect(error?.message == "nobody notes 'work'")
        #expect(run.channel.steps == ["work began"])
        #expect(run.channel.reports == [.log("ran")])
    }

    @Test func `why a body failed is reported although it is not noted`() async {
        let run = Run([]) { $0.phase != .began }
        await #expect(throws: Broken.self) { try await run.context.step("work") { throw Broken() } }
    }

    @Test func `a cancelled run begins no paid step`() async {
        let run = Run([])
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await run.context.step("buy", paid: true) { run.context.log("ran") }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(run.channel.steps.isEmpty)
        #expect(run.channel.reports.isEmpty)
    }

    @Test func `a run that is cancelled while a paid step is noted pays nothing`() async {
        let run = Run([]) { step in
            if step.phase == .began { withUnsafeCurrentTask { $0?.cancel() } }
            return false
        }
        let task = Task { try await run.context.step("buy", paid: true) { run.context.log("ran") } }
        let error = await #expect(throws: PredictionError.self) { try await task.value }
        #expect(error?.code == .canceled)
        #expect(run.channel.steps == ["buy began", "buy failed"])
        #expect(run.channel.reports.isEmpty)
    }

    @Test func `a cancelled run still learns what was paid`() async throws {
        let run = Run([StepTests.step("buy", paid: true)])
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await run.context.step("buy", paid: true) { "now" }
        }
        task.cancel()
        #expect(try await task.value == "before")
    }

    @Test(arguments: [
        (PredictionError.Code.taskFailed, true), (.contentRefused, true), (.canceled, true), (.invalidInput, true),
        (.serviceUnavailable, false), (.outputUnavailable, false), (.cannotWrite, false), (.deadlineExceeded, false),
        (.accessDenied, false), (.configuration, false), (.modelFailed, false), (.outcomeUnknown, false),
    ])
    func `an error is final when nothing is left to fetch`(_ code: PredictionError.Code, _ isFinal: Bool) {
        #expect(PredictionError(code, "x", taskID: "t1").isFinal == isFinal)
    }
}
