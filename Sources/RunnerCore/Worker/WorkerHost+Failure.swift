internal import ErrorReporting
internal import InferenceKit
internal import Processes

extension WorkerHost.Report {
    /// What to tell the user when the model did not end by itself with a result or an error.
    ///
    /// What was paid for comes first: whatever else happened, a submission without an answer has an unknown outcome.
    ///
    /// - Parameters:
    ///   - directory: The model.
    ///   - timeout: How long the run was allowed to take.
    /// - Returns: The error, with what to do.
    func failure(in directory: String, timeout: Duration) -> RunnerError {
        var error = plainFailure(in: directory, timeout: timeout)
        error.taskID = taskID
        if error.code == .workerKilled, !mayBePaid { error.message += "; nothing was submitted" }
        // What the store said comes with its own remedy.
        if case .unrecorded = ending, moment != .submitting {
            if !mayBePaid { error.message += "; nothing was submitted" }
            return error
        }
        switch moment {
        case .unpaid: break
        case .submitting:
            error.code = .outcomeUnknown
            error.message += ", while a task was submitted: it may or may not have been accepted and charged"
            error.help =
                "nothing was sent again; look at the usage page of the service's console before you predict again"
        case .paid:
            error.help = "the task was not cancelled and stays paid"
        case .canceling:
            error.message += ", before the service said whether the task was cancelled"
            error.help = "the task may go on and stay paid; the service's support finds it by its id"
        }
        return error
    }

    /// Takes a service that was not reached in the time of the run for what it is: time that is over, which another part of the
    /// run may have more of.
    mutating func takeDeadline() {
        guard case .failed(var error) = ending, error.code == .serviceUnavailable else { return }
        error.code = .deadlineExceeded
        error.message = "the time of the run was over: \(error.message)"
        ending = .failed(error)
    }

    private func plainFailure(in directory: String, timeout: Duration) -> RunnerError {
        if case .died = ending, let missingLibrary { return missingLibrary }
        return plainFailure(ofModelIn: directory, timeout: timeout)
    }

    private func plainFailure(ofModelIn directory: String, timeout: Duration) -> RunnerError {
        switch ending {
        case .stopped:
            RunnerError(.interrupted, mayBePaid ? "stopped" : "stopped; nothing was submitted")
        case .hung:
            RunnerError(
                .modelFailed,
                "the model in '\(directory)' did not end within \(timeout.text) and was stopped",
                help: "allow more time with --timeout, or look for an endless loop in the model",
                logTail: logTail
            )
        case .died(let reason?):
            RunnerError(
                .modelFailed,
                "the worker of the model in '\(directory)' sent something that is no message: \(reason)",
                help: "build the project again, so that runner and runner-worker are of one version; "
                    + "a message can hold at most 16 MiB",
                logTail: logTail
            )
        case .failed(let error):
            RunnerError(.modelFailed, error.message, help: error.help, logTail: logTail)
        case .unrecorded(let error): RunnerError(error)
        case .died, .finished, .submitted:
            RunnerError(
                end.isKilled ? .workerKilled : .modelFailed,
                "the model in '\(directory)' \(end.cause())",
                help: end.isKilled ? nil : "look at the log for the reason; the fault is in the model's code",
                logTail: logTail
            )
        }
    }
}
