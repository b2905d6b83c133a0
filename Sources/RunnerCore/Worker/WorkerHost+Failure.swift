internal import Glibc
internal import InferenceKit
internal import Subprocess

extension WorkerHost.Report {
    /// What to tell the user when the model did not end by itself with a result or an error.
    func failure(in directory: String, timeoutSeconds: Double) -> RunnerError {
        let limit = Int(timeoutSeconds.rounded(.up))
        switch ending {
        case .stopped(let moment):
            return stopped(moment)
        case .hung:
            return RunnerError(
                .modelFailed,
                "the model in '\(directory)' did not end within \(limit) s and was stopped",
                help: "allow more time with --timeout, or look for an endless loop in the model",
                taskID: taskID,
                logTail: logTail
            )
        case .died(let reason?):
            return RunnerError(
                .modelFailed,
                "the worker of the model in '\(directory)' sent something that is no message: \(reason)",
                help: "build the project again, so that runner and runner-worker are of one version",
                taskID: taskID,
                logTail: logTail
            )
        case .died, .finished, .failed:
            return RunnerError(
                .modelFailed,
                "the model in '\(directory)' \(cause)",
                help: "look at the log for the reason; the fault is in the model's code",
                taskID: taskID,
                logTail: logTail
            )
        }
    }

    private func stopped(_ moment: RunMonitor.Moment) -> RunnerError {
        let paid = "the task was not cancelled and stays paid; the service's support finds it by its id"
        switch moment {
        case .submitting:
            return RunnerError(
                .interrupted,
                "stopped before the answer to the submission arrived: the task may or may not have been accepted",
                help: "look at the usage page of the service's console before you predict again"
            )
        case .canceling:
            return RunnerError(
                .interrupted,
                "stopped before the service said whether the task was cancelled",
                help: "the task may go on and stay paid; the service's support finds it by its id",
                taskID: taskID
            )
        case .other where taskID == nil:
            return RunnerError(.interrupted, "stopped; nothing was submitted")
        case .other:
            return RunnerError(.interrupted, "stopped", help: paid, taskID: taskID)
        }
    }

    private var cause: String {
        switch status {
        case .exited(let code): "ended its process with exit code \(code) before it had a result"
        case .signaled(let signal): "crashed: \(signalName(signal))"
        }
    }
}

private func signalName(_ signal: Int32) -> String {
    let names: [Int32: String] = [
        SIGILL: "SIGILL (a trap such as fatalError, a failed precondition, an index out of range or an overflow)",
        SIGTRAP: "SIGTRAP (a trap such as fatalError, a failed precondition, an index out of range or an overflow)",
        SIGSEGV: "SIGSEGV (access to memory that is not there, or endless recursion)",
        SIGBUS: "SIGBUS (access to memory that is not there)",
        SIGABRT: "SIGABRT (abort was called)",
        SIGFPE: "SIGFPE (a division by zero)",
        SIGKILL: "SIGKILL (stopped from outside; perhaps the machine ran out of memory)",
        SIGTERM: "SIGTERM (stopped from outside)",
    ]
    return names[signal] ?? "signal \(signal)"
}
