import InferenceKit
import ModelWorkers
import RunStore
import Testing
import WorkerProtocol

@testable import RunnerCore

struct RunStateMachineTests {
    private static let request = WorkerRequest(
        run: "1",
        input: [:],
        outputPaths: [:],
        scratchDirectory: "",
        timeoutSeconds: 1
    )
    private var machine = RunStateMachine(Self.request)

    private static func record(_ phase: StepRecord.Phase) -> StepRecord {
        StepRecord(name: "submit", paid: true, phase: phase)
    }

    /// Takes a step through the record, as the host does.
    @discardableResult
    private mutating func submit(_ phase: StepRecord.Phase) -> RunStateMachine.Action {
        let record = Self.record(phase)
        #expect(machine.receive(.worker(.step(number: 3, run: "1", record: record))) == .record(3, record))
        return machine.receive(.recorded(3, record))
    }

    @Test mutating func `a worker that is ready gets the prediction`() {
        #expect(machine.receive(.worker(.ready)) == .send(.predict(Self.request)))
        #expect(machine.receive(.worker(.finished(run: "1", output: ["a": 1]))) == .end(.finished(["a": 1])))
    }

    @Test(arguments: [
        WorkerEvent.ready, .checked(nil),
        .step(number: 1, run: "1", record: StepRecord(name: "poll", ordinal: -1, paid: false, phase: .began)),
        .step(number: 1, run: "1", record: StepRecord(name: "poll", ordinal: .max, paid: true, phase: .began)),
    ])
    mutating func `a message that no worker of ours sends ends the run`(_ message: WorkerEvent) {
        _ = machine.receive(.worker(.ready))
        guard case .end(.died(_?)) = machine.receive(.worker(message)) else {
            Issue.record("the run did not end")
            return
        }
        #expect(machine.payment == .unpaid && !machine.isOutcomeOpen)
    }

    @Test mutating func `a step is acknowledged once it is recorded`() {
        let record = StepRecord(name: "detect", paid: false, phase: .began)
        #expect(machine.receive(.worker(.step(number: 3, run: "1", record: record))) == .record(3, record))
        #expect(machine.receive(.recorded(3, record)) == .acknowledge(3, record))
    }

    @Test mutating func `a submission that cannot be recorded does not begin`() {
        let error = RunStoreError(.unusable, "the disk is full")
        #expect(machine.receive(.unrecorded(error, Self.record(.began), isKept: false)) == .end(.unrecorded(error)))
        #expect(machine.payment == .unpaid)
        #expect(!machine.isOutcomeOpen)
    }

    @Test(arguments: [true, false])
    mutating func `an answer that cannot be recorded leaves a task, and an open outcome unless its file has it`(
        isKept: Bool
    ) {
        submit(.began)
        _ = machine.receive(.worker(.task(run: "1", id: "t9")))
        let error = RunStoreError(.unusable, "the disk is full")
        let end = machine.receive(.unrecorded(error, Self.record(.succeeded), isKept: isKept))
        #expect(end == .end(.unrecorded(error)))
        #expect(machine.taskID == "t9")
        #expect(machine.payment == .paid)
        #expect(machine.isOutcomeOpen == !isKept)
    }

    @Test mutating func `stopping outside a submission is immediate`() {
        #expect(machine.receive(.wish(.stop)) == .end(.stopped))
    }

    @Test mutating func `stopping in a submission waits until its answer is recorded`() {
        submit(.began)
        guard case .tell(.warning) = machine.receive(.wish(.stop)) else {
            Issue.record("the run did not wait")
            return
        }
        #expect(machine.receive(.worker(.task(run: "1", id: "t9"))) == .tell(.task("t9")))
        #expect(machine.isOutcomeOpen)
        #expect(submit(.succeeded) == .end(.stopped))
        #expect(machine.payment == .paid)
        #expect(!machine.isOutcomeOpen)
        #expect(machine.taskID == "t9")
    }

    @Test mutating func `a submission that was refused is not followed by another after a stop`() {
        submit(.began)
        _ = machine.receive(.wish(.stop))
        #expect(submit(.failed) == .end(.stopped))
    }

    @Test mutating func `a submission with an unknown outcome ends with its error after a stop`() {
        submit(.began)
        _ = machine.receive(.wish(.stop))
        #expect(submit(.unknown) == .acknowledge(3, Self.record(.unknown)))
        let error = PredictionError(.outcomeUnknown, "lost")
        #expect(machine.receive(.worker(.failed(run: "1", error: error))) == .end(.failed(error)))
    }

    @Test mutating func `between two attempts to submit a stop is immediate`() {
        submit(.began)
        submit(.failed)
        #expect(machine.receive(.wish(.stop)) == .end(.stopped))
    }

    @Test func `a run that is not waited for ends with its submission`() {
        var machine = RunStateMachine(Self.request, waits: false)
        let free = StepRecord(name: "detect", paid: false, phase: .succeeded)
        #expect(machine.receive(.recorded(1, free)) == .acknowledge(1, free))
        #expect(machine.receive(.recorded(2, Self.record(.failed))) == .acknowledge(2, Self.record(.failed)))
        #expect(machine.receive(.recorded(3, Self.record(.succeeded))) == .end(.submitted))
    }

    @Test func `a resumed run knows that it was paid`() {
        var request = Self.request
        request.recordedSteps = [RecordedStep(Self.record(.succeeded), isComplete: true, secondsSinceEpoch: 1)]
        var machine = RunStateMachine(request, taskID: "t9")
        #expect(machine.payment == .paid)
        #expect(machine.receive(.wish(.stop)) == .end(.stopped))
        #expect(!machine.isOutcomeOpen)
    }

    @Test(arguments: [(StepRecord.Phase.began, true), (.unknown, true), (.failed, false), (.succeeded, false)])
    func `a paid step that an earlier process left open stays open`(phase: StepRecord.Phase, isOpen: Bool) {
        var request = Self.request
        request.recordedSteps = [RecordedStep(Self.record(phase), isComplete: true, secondsSinceEpoch: 1)]
        var machine = RunStateMachine(request)
        #expect(machine.receive(.wish(.stop)) == .end(.stopped))
        #expect(machine.isOutcomeOpen == isOpen)
    }

    @Test mutating func `a run that was taken over ends at once`() {
        let error = RunStoreError(.leaseLost, "taken over")
        #expect(machine.receive(.wish(.leave(error))) == .end(.unrecorded(error)))
    }

    @Test(arguments: [StepRecord.Phase.succeeded, .failed, .unknown])
    mutating func `a run that was taken over in a submission ends when the answer is recorded`(
        phase: StepRecord.Phase
    ) {
        submit(.began)
        let error = RunStoreError(.leaseLost, "taken over")
        #expect(machine.receive(.wish(.leave(error))) == .wait)
        #expect(submit(phase) == .end(.unrecorded(error)))
    }

    @Test func `the task of an earlier submission does not stand for the one under way`() {
        var machine = RunStateMachine(Self.request, taskID: "t8")
        #expect(machine.payment == .paid)
        _ = machine.receive(.recorded(3, Self.record(.began)))
        #expect(machine.payment == .submitting)
        _ = machine.receive(.worker(.task(run: "1", id: "t9")))
        #expect(machine.payment == .paid)
        #expect(machine.receive(.overdue) == .wait)
        // Nor does a task of this process: the next submission has none yet.
        _ = machine.receive(.recorded(4, Self.record(.succeeded)))
        _ = machine.receive(.recorded(5, Self.record(.began)))
        #expect(machine.payment == .submitting)
    }

    @Test mutating func `a submission under way at the deadline may end in its own time`() {
        submit(.began)
        #expect(machine.receive(.overdue) == .wait)
        #expect(machine.receive(.overdue) == .end(.hung))
    }

    @Test mutating func `stopping while the task is cancelled is reported as such`() {
        _ = machine.receive(.worker(.task(run: "1", id: "t")))
        _ = machine.receive(.wish(.cancel))
        #expect(machine.receive(.wish(.stopNow)) == .end(.stopped))
        #expect(machine.payment == .canceling)
    }

    @Test mutating func `stopping at once in a submission that nothing is left of leaves its outcome unknown`() {
        submit(.began)
        #expect(machine.receive(.wish(.stopNow)) == .end(.stopped))
        #expect(machine.isOutcomeOpen)
    }

    @Test mutating func `stopping at once never stops the worker of a submission`() {
        machine = RunStateMachine(Self.request, resumeCommand: "runner runs resume x")
        #expect(machine.receive(.wish(.stopNow)) == .end(.stopped))
        machine = RunStateMachine(Self.request, resumeCommand: "runner runs resume x")
        submit(.began)
        guard case .tell(.warning(let text)) = machine.receive(.wish(.stopNow)) else {
            Issue.record("the worker is stopped")
            return
        }
        #expect(text.hasSuffix("this continues the run: runner runs resume x"))
        #expect(submit(.succeeded) == .end(.stopped))
    }

    @Test mutating func `a worker that dies in a submission leaves its outcome unknown`() {
        submit(.began)
        #expect(machine.receive(.disconnected(nil)) == .end(.died(nil)))
        #expect(machine.payment == .submitting)
    }

    @Test mutating func `what is unknown stays so, and what succeeded is paid`() {
        submit(.began)
        submit(.unknown)
        #expect(machine.payment == .submitting)
        submit(.failed)
        #expect(machine.payment == .unpaid)
        submit(.succeeded)
        #expect(machine.payment == .paid)
    }

    @Test mutating func `canceling is passed on to the model`() {
        #expect(machine.receive(.wish(.cancel)) == .send(.cancel(run: "1")))
    }

    @Test mutating func `a canceled model that does not end is stopped, later if it may have started something`() {
        _ = machine.receive(.wish(.cancel))
        #expect(machine.receive(.stubborn) == .end(.failed(PredictionError(.canceled, "canceled"))))
        _ = machine.receive(.recorded(1, Self.record(.began)))
        // The answer names what is to be canceled, however long it takes.
        for _ in 0..<3 { #expect(machine.receive(.stubborn) == .wait) }
        _ = machine.receive(.recorded(2, Self.record(.succeeded)))
        #expect(machine.receive(.stubborn) == .wait)
        #expect(machine.receive(.stubborn) == .end(.failed(.stubborn)))
        #expect(machine.payment == .canceling && !machine.isOutcomeOpen)
    }

    @Test(arguments: [StepRecord.Phase.failed, .unknown])
    mutating func `a canceled model that was refused, or does not know, is stopped too`(_ phase: StepRecord.Phase) {
        _ = machine.receive(.wish(.cancel))
        _ = machine.receive(.recorded(1, Self.record(.began)))
        #expect(machine.receive(.stubborn) == .wait)
        _ = machine.receive(.recorded(2, Self.record(phase)))
        guard phase == .unknown else {
            #expect(machine.receive(.stubborn) == .end(.failed(PredictionError(.canceled, "canceled"))))
            return
        }
        #expect(machine.receive(.stubborn) == .wait)
        #expect(machine.receive(.stubborn) == .end(.failed(.stubborn)))
        #expect(machine.payment == .submitting && machine.isOutcomeOpen)
    }

    @Test mutating func `a worker that is gone or hangs ends the run`() {
        #expect(machine.receive(.disconnected(nil)) == .end(.died(nil)))
        #expect(machine.receive(.overdue) == .end(.hung))
    }

    @Test func `a paid step that nobody has agreed to pay for does not begin`() {
        var machine = RunStateMachine(Self.request, mayPay: false)
        let free = StepRecord(name: "detect", paid: false, phase: .began)
        #expect(machine.receive(.worker(.step(number: 1, run: "1", record: free))) == .record(1, free))
        let paid = WorkerEvent.step(number: 2, run: "1", record: Self.record(.began))
        #expect(machine.receive(.worker(paid)) == .end(.unpayable))
        #expect(machine.payment == .unpaid)
        #expect(!machine.isOutcomeOpen)
    }

    @Test func `a run ends when the model exceeds its quota, and an open submission stays open`() {
        let request = WorkerRequest(run: "1", input: [:], outputPaths: [:], scratchDirectory: "", timeoutSeconds: 1)
        var machine = RunStateMachine(request)
        #expect(
            machine.receive(.exceeded("the model has done too much"))
                == .end(.failed(.quota("the model has done too much")))
        )
        let record = StepRecord(name: "submit", paid: true, phase: .began)
        _ = machine.receive(.recorded(1, record))
        _ = machine.receive(.exceeded("the model has done too much"))
        #expect(machine.payment == .submitting && machine.isOutcomeOpen)
    }
}
