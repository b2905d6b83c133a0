internal import ErrorReporting
internal import InferenceKit
internal import ModelSupply
internal import Processes

/// How the conversation with a worker ended, and what is known about the run then.
struct WorkerReport: Sendable {
    /// How it ended.
    var end: WorkerEnd
    /// How far the run has come with what costs money.
    var payment = PaymentState.unpaid
    /// Whether something was submitted that may have been accepted, by an earlier process too.
    var mayBePaid = false
    /// Whether the record holds a paid step that began and has no outcome.
    var isOutcomeOpen = false
    /// The service's name for the work.
    var taskID: String?
    /// What the service charges for, as far as the model has reported it.
    var usage: ServiceUsage?
    /// The last lines that the model printed.
    var logTail: [String] = []
    /// Why the program did not get as far as the model.
    var startFailure: RunnerError?
    /// How the process ended.
    var process = ProcessEnd.unknown
    /// Whether the model has ended the run itself, so that the worker can have another.
    var isWorkerIdle = false

    /// Takes over what the model printed, and how its process ended if it has.
    mutating func take<Result>(_ log: [String], _ ending: WorkerProcess.Ending<Result>?) {
        logTail = log
        startFailure = ending?.startFailure
        process = ending?.end ?? .unknown
    }
}

extension WorkerReport {
    /// The error to report when the model ended with neither a result nor an error.
    ///
    /// Money comes first: whatever else happened, a submission without an answer has an unknown outcome.
    ///
    /// - Parameters:
    ///   - directory: The model.
    ///   - timeout: The time limit of the run.
    /// - Returns: The error.
    func failure(in directory: String, timeout: Duration) -> RunnerError {
        var error = plainFailure(in: directory, timeout: timeout)
        error.taskID = taskID
        if error.code == .workerKilled, !mayBePaid { error.message += "; nothing was submitted" }
        // The error of a store says what to do about it.
        if case .unrecorded = end, payment != .submitting {
            if !mayBePaid {
                error.message += "; nothing was submitted"
            } else if !isOutcomeOpen {
                error.message += "; what was paid for is kept, and recorded when the run continues"
            }
            return error
        }
        switch payment {
        case .unpaid: break
        case .submitting:
            error.code = .outcomeUnknown
            error.message += " while a task was being submitted: it may or may not have been accepted and charged"
            error.help =
                "nothing was sent again; check the usage page of the service's console before you predict again"
        case .paid:
            error.help = "the task was not canceled and is still charged"
        case .canceling:
            error.message += " before the service said whether the task was canceled"
            error.help = "the task may continue and still be charged; the service's support can find it by its id"
        }
        return error
    }

    /// Reports a service that could not be reached within the time limit as a missed deadline, which can be resumed.
    mutating func takeDeadline() {
        guard case .failed(var error) = end, error.code == .serviceUnavailable else { return }
        error.code = .deadlineExceeded
        error.message = "the run's time limit was reached: \(error.message)"
        end = .failed(error)
    }

    private func plainFailure(in directory: String, timeout: Duration) -> RunnerError {
        if case .died = end, let startFailure { return startFailure }
        return plainFailure(ofModelIn: directory, timeout: timeout)
    }

    private func plainFailure(ofModelIn directory: String, timeout: Duration) -> RunnerError {
        switch end {
        case .stopped:
            RunnerError(.interrupted, mayBePaid ? "stopped" : "stopped; nothing was submitted")
        case .hung:
            RunnerError(
                .modelFailed,
                "the model in '\(directory)' did not end within \(timeout.text) and was stopped",
                help: "allow more time with --timeout, or check the model for an endless loop",
                logTail: logTail
            )
        case .died(let reason?):
            RunnerError(
                .modelFailed,
                "the model in '\(directory)' \(WorkerProcess.violation(reason))",
                help: "only the kit may use the worker's connection, and a message holds 16 MiB at most; "
                    + "runner and runner-worker must have the same version",
                logTail: logTail
            )
        case .failed(let error):
            RunnerError(.modelFailed, error.message, help: error.help, logTail: logTail)
        case .unrecorded(let error): RunnerError(error)
        case .died, .finished, .submitted, .unpayable:
            RunnerError(
                process.isKilled ? .workerKilled : .modelFailed,
                "the model in '\(directory)' \(process.cause())",
                help: process.isKilled
                    ? nil : (logTail.isEmpty ? "" : "the log shows the reason; ") + "the fault is in the model's code",
                logTail: logTail
            )
        }
    }
}
