import InferenceKit
import RunStore
import Testing
import WorkerProtocol

@testable import RunnerCore

struct RunMonitorTests {
    private static let request = PredictionRequest(
        run: "1",
        input: [:],
        outputPaths: [:],
        scratchFolder: "",
        timeoutSeconds: 1
    )
    private var monitor = RunMonitor(Self.request)

    private static func record(_ phase: StepRecord.Phase) -> StepRecord {
        StepRecord(name: "submit", paid: true, phase: phase)
    }

    /// Takes a step through the record, as the host does.
    @discardableResult
    private mutating func submit(_ phase: StepRecord.Phase) -> RunMonitor.Action {
        let record = Self.record(phase)
        #expect(monitor.receive(.worker(.step(number: 3, run: "1", record: record))) == .record(3, record))
        return monitor.receive(.recorded(3, record))
    }

    @Test mutating func `a worker that is ready gets the prediction`() {
        #expect(monitor.receive(.worker(.ready)) == .send(.predict(Self.request)))
        #expect(monitor.receive(.worker(.finished(run: "1", output: ["a": 1]))) == .end(.finished(["a": 1])))
    }

    @Test mutating func `a step is acknowledged once it is recorded`() {
        let record = StepRecord(name: "detect", paid: false, phase: .began)
        #expect(monitor.receive(.worker(.step(number: 3, run: "1", record: record))) == .record(3, record))
        #expect(monitor.receive(.recorded(3, record)) == .acknowledge(3, .step(record)))
    }

    @Test mutating func `a submission that cannot be recorded does not begin`() {
        let error = RunStoreError(.unusable, "the disk is full")
        #expect(monitor.receive(.unrecorded(error, Self.record(.began))) == .end(.unrecorded(error)))
        #expect(monitor.moment == .unpaid)
        #expect(!monitor.isOutcomeOpen)
    }

    @Test mutating func `an answer that cannot be recorded leaves a task and an open outcome`() {
        submit(.began)
        _ = monitor.receive(.worker(.task(run: "1", id: "t9")))
        let error = RunStoreError(.unusable, "the disk is full")
        #expect(monitor.receive(.unrecorded(error, Self.record(.succeeded))) == .end(.unrecorded(error)))
        #expect(monitor.taskID == "t9")
        #expect(monitor.moment == .paid)
        #expect(monitor.isOutcomeOpen)
    }

    @Test mutating func `stopping outside a submission is immediate`() {
        #expect(monitor.receive(.wish(.stop)) == .end(.stopped))
    }

    @Test mutating func `stopping in a submission waits until its answer is recorded`() {
        submit(.began)
        guard case .tell(.warning) = monitor.receive(.wish(.stop)) else {
            Issue.record("the run did not wait")
            return
        }
        #expect(monitor.receive(.worker(.task(run: "1", id: "t9"))) == .tell(.task("t9")))
        #expect(monitor.isOutcomeOpen)
        #expect(submit(.succeeded) == .end(.stopped))
        #expect(monitor.moment == .paid)
        #expect(!monitor.isOutcomeOpen)
        #expect(monitor.taskID == "t9")
    }

    @Test mutating func `a submission that was refused is not followed by another after a stop`() {
        submit(.began)
        _ = monitor.receive(.wish(.stop))
        #expect(submit(.failed) == .end(.stopped))
    }

    @Test mutating func `a submission with an unknown outcome ends with its error after a stop`() {
        submit(.began)
        _ = monitor.receive(.wish(.stop))
        #expect(submit(.unknown) == .acknowledge(3, .step(Self.record(.unknown))))
        let error = PredictionError(.outcomeUnknown, "lost")
        #expect(monitor.receive(.worker(.failed(run: "1", error: error))) == .end(.failed(error)))
    }

    @Test mutating func `between two attempts to submit a stop is immediate`() {
        submit(.began)
        submit(.failed)
        #expect(monitor.receive(.wish(.stop)) == .end(.stopped))
    }

    @Test func `a run that is not waited for ends with its submission`() {
        var monitor = RunMonitor(Self.request, waits: false)
        let free = StepRecord(name: "detect", paid: false, phase: .succeeded)
        #expect(monitor.receive(.recorded(1, free)) == .acknowledge(1, .step(free)))
        #expect(monitor.receive(.recorded(2, Self.record(.failed))) == .acknowledge(2, .step(Self.record(.failed))))
        #expect(monitor.receive(.recorded(3, Self.record(.succeeded))) == .end(.submitted))
    }

    @Test func `a resumed run knows that it was paid`() {
        var request = Self.request
        request.recordedSteps = [RecordedStep(Self.record(.succeeded), isComplete: true, secondsSinceEpoch: 1)]
        var monitor = RunMonitor(request, taskID: "t9")
        #expect(monitor.moment == .paid)
        #expect(monitor.receive(.wish(.stop)) == .end(.stopped))
        #expect(!monitor.isOutcomeOpen)
    }

    @Test(arguments: [(StepRecord.Phase.began, true), (.unknown, true), (.failed, false), (.succeeded, false)])
    func `a paid step that an earlier process left open stays open`(phase: StepRecord.Phase, isOpen: Bool) {
        var request = Self.request
        request.recordedSteps = [RecordedStep(Self.record(phase), isComplete: true, secondsSinceEpoch: 1)]
        var monitor = RunMonitor(request)
        #expect(monitor.receive(.wish(.stop)) == .end(.stopped))
        #expect(monitor.isOutcomeOpen == isOpen)
    }

    @Test mutating func `a run that was taken over ends at once`() {
        let error = RunStoreError(.leaseLost, "taken over")
        #expect(monitor.receive(.wish(.leave(error))) == .end(.unrecorded(error)))
    }

    @Test(arguments: [StepRecord.Phase.succeeded, .failed, .unknown])
    mutating func `a run that was taken over in a submission ends when the answer is recorded`(
        phase: StepRecord.Phase
    ) {
        submit(.began)
        let error = RunStoreError(.leaseLost, "taken over")
        #expect(monitor.receive(.wish(.leave(error))) == .wait)
        #expect(submit(phase) == .end(.unrecorded(error)))
    }

    @Test func `the task of an earlier submission does not stand for the one under way`() {
        var monitor = RunMonitor(Self.request, taskID: "t8")
        #expect(monitor.moment == .paid)
        _ = monitor.receive(.recorded(3, Self.record(.began)))
        #expect(monitor.moment == .submitting)
        _ = monitor.receive(.worker(.task(run: "1", id: "t9")))
        #expect(monitor.moment == .paid)
        #expect(monitor.receive(.overdue) == .wait)
    }

    @Test mutating func `a submission under way at the deadline may end in its own time`() {
        submit(.began)
        #expect(monitor.receive(.overdue) == .wait)
        #expect(monitor.receive(.overdue) == .end(.hung))
    }

    @Test mutating func `stopping while the task is cancelled is told as such`() {
        _ = monitor.receive(.worker(.task(run: "1", id: "t")))
        _ = monitor.receive(.wish(.cancel))
        #expect(monitor.receive(.wish(.stopNow)) == .end(.stopped))
        #expect(monitor.moment == .canceling)
    }

    @Test mutating func `stopping at once in a submission leaves its outcome unknown`() {
        submit(.began)
        #expect(monitor.receive(.wish(.stopNow)) == .end(.stopped))
        #expect(monitor.isOutcomeOpen)
    }

    @Test mutating func `a worker that dies in a submission leaves its outcome unknown`() {
        submit(.began)
        #expect(monitor.receive(.disconnected(nil)) == .end(.died(nil)))
        #expect(monitor.moment == .submitting)
    }

    @Test mutating func `what is unknown stays so, and what succeeded is paid`() {
        submit(.began)
        submit(.unknown)
        #expect(monitor.moment == .submitting)
        submit(.failed)
        #expect(monitor.moment == .unpaid)
        submit(.succeeded)
        #expect(monitor.moment == .paid)
    }

    @Test mutating func `cancelling is passed on to the model`() {
        #expect(monitor.receive(.wish(.cancel)) == .send(.cancel(run: "1")))
    }

    @Test mutating func `a worker that is gone or hangs ends the run`() {
        #expect(monitor.receive(.disconnected(nil)) == .end(.died(nil)))
        #expect(monitor.receive(.overdue) == .end(.hung))
    }
}
