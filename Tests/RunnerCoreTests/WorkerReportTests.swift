import ErrorReporting
import InferenceKit
import RunStore
import Testing

@testable import RunnerCore

/// What is said of a run without a result agrees with what may have been paid.
struct WorkerReportTests {
    private struct Unexpected: Error {}

    private func report(_ end: WorkerEnd, _ payment: PaymentState, mayBePaid: Bool? = nil) -> WorkerReport {
        var report = WorkerReport(end: end)
        report.payment = payment
        report.mayBePaid = mayBePaid ?? (payment != .unpaid)
        report.taskID = payment == .unpaid || payment == .submitting ? nil : "t1"
        return report
    }

    private static let ends: [WorkerEnd] = [
        .stopped, .hung, .died(nil), .died("noise"), .unrecorded(RunStoreError(.unusable, "the disk is full")),
    ]

    @Test(arguments: ends) func `nothing was submitted is said only where that is so`(end: WorkerEnd) {
        for payment in [PaymentState.submitting, .paid, .canceling] {
            let error = report(end, payment).failure(in: "m", timeout: .seconds(1))
            #expect(!error.message.contains("nothing was submitted"), "\(payment): \(error.message)")
        }
        // An earlier part of the run may have been paid.
        let error = report(end, .unpaid, mayBePaid: true).failure(in: "m", timeout: .seconds(1))
        #expect(!error.message.contains("nothing was submitted"), "\(error.message)")
    }

    @Test func `a run that stopped before it paid says so`() {
        let error = report(.stopped, .unpaid).failure(in: "m", timeout: .seconds(1))
        #expect(error.message == "stopped; nothing was submitted")
        #expect(error.code == .interrupted)
    }

    @Test(arguments: ends) func `a submission under way is unknown, and a task is named`(end: WorkerEnd) {
        let submitting = report(end, .submitting).failure(in: "m", timeout: .seconds(1))
        #expect(submitting.code == .outcomeUnknown)
        #expect(submitting.message.contains("may or may not have been accepted and charged"))
        for payment in [PaymentState.paid, .canceling] {
            let error = report(end, payment).failure(in: "m", timeout: .seconds(1))
            #expect(error.taskID == "t1")
            #expect(error.code != .outcomeUnknown)
        }
    }

    @Test func `a service that is unavailable at the deadline is a deadline that has passed`() throws {
        var unavailable = report(.failed(PredictionError(.serviceUnavailable, "busy")), .paid)
        unavailable.takeDeadline()
        guard case .failed(let error) = unavailable.end else { throw Unexpected() }
        #expect(error.code == .deadlineExceeded)
        #expect(error.message.contains("busy"))
        var other = report(.failed(PredictionError(.taskFailed, "no")), .paid)
        other.takeDeadline()
        guard case .failed(let failed) = other.end else { throw Unexpected() }
        #expect(failed.code == .taskFailed)
    }
}
