import InferenceKit
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

    private static func submit(_ phase: StepRecord.Phase) -> RunMonitor.Event {
        .worker(.step(number: 3, run: "1", record: StepRecord(name: "submit", paid: true, phase: phase)))
    }

    @Test mutating func `a worker that is ready gets the prediction`() {
        #expect(monitor.receive(.worker(.ready)) == .send(.predict(Self.request)))
        #expect(monitor.receive(.worker(.finished(run: "1", output: ["a": 1]))) == .end(.finished(["a": 1])))
    }

    @Test mutating func `a step is acknowledged`() {
        let record = StepRecord(name: "detect", paid: false, phase: .began)
        #expect(monitor.receive(.worker(.step(number: 3, run: "1", record: record))) == .acknowledge(3, .step(record)))
    }

    @Test mutating func `stopping outside a submission is immediate`() {
        #expect(monitor.receive(.wish(.stop)) == .end(.stopped))
    }

    @Test mutating func `stopping in a submission waits for the task's id`() {
        _ = monitor.receive(Self.submit(.began))
        guard case .tell(.warning) = monitor.receive(.wish(.stop)) else {
            Issue.record("the run did not wait")
            return
        }
        #expect(monitor.receive(.worker(.task(run: "1", id: "t9"))) == .end(.stopped))
        #expect(monitor.moment == .paid)
        #expect(monitor.taskID == "t9")
    }

    @Test mutating func `a submission that was refused is not followed by another after a stop`() {
        _ = monitor.receive(Self.submit(.began))
        _ = monitor.receive(.wish(.stop))
        #expect(monitor.receive(Self.submit(.failed)) == .end(.stopped))
    }

    @Test mutating func `a submission with an unknown outcome ends with its error after a stop`() {
        _ = monitor.receive(Self.submit(.began))
        _ = monitor.receive(.wish(.stop))
        let record = StepRecord(name: "submit", paid: true, phase: .unknown)
        #expect(monitor.receive(.worker(.step(number: 3, run: "1", record: record))) == .acknowledge(3, .step(record)))
        let error = PredictionError(.outcomeUnknown, "lost")
        #expect(monitor.receive(.worker(.failed(run: "1", error: error))) == .end(.failed(error)))
    }

    @Test mutating func `between two attempts to submit a stop is immediate`() {
        _ = monitor.receive(Self.submit(.began))
        _ = monitor.receive(Self.submit(.failed))
        #expect(monitor.receive(.wish(.stop)) == .end(.stopped))
    }

    @Test mutating func `a submission under way at the deadline may end in its own time`() {
        _ = monitor.receive(Self.submit(.began))
        #expect(monitor.receive(.overdue) == .wait)
        #expect(monitor.receive(.overdue) == .end(.hung))
    }

    @Test mutating func `stopping while the task is cancelled is told as such`() {
        _ = monitor.receive(.worker(.task(run: "1", id: "t")))
        _ = monitor.receive(.wish(.cancel))
        #expect(monitor.receive(.wish(.stopNow)) == .end(.stopped))
    }

    @Test mutating func `stopping at once in a submission leaves its outcome unknown`() {
        _ = monitor.receive(Self.submit(.began))
        #expect(monitor.receive(.wish(.stopNow)) == .end(.stopped))
    }

    @Test mutating func `a worker that dies in a submission leaves its outcome unknown`() {
        _ = monitor.receive(Self.submit(.began))
        #expect(monitor.receive(.disconnected(nil)) == .end(.died(nil)))
        #expect(monitor.moment == .submitting)
    }

    @Test mutating func `what is unknown stays so, and what succeeded is paid`() {
        _ = monitor.receive(Self.submit(.began))
        _ = monitor.receive(Self.submit(.unknown))
        #expect(monitor.moment == .submitting)
        _ = monitor.receive(Self.submit(.failed))
        #expect(monitor.moment == .unpaid)
        _ = monitor.receive(Self.submit(.succeeded))
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
