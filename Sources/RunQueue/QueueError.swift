package import ErrorReporting

/// Why a queue does not accept a run; nothing was recorded.
package enum QueueError: Error, Sendable, Hashable {
    /// As many runs wait as may.
    case full(waiting: Int, seconds: Int)
    /// The process is about to end.
    case stopping
}

extension QueueError: ReportedError {
    /// The error's text.
    package var report: ErrorReport {
        switch self {
        case .full(let waiting, let seconds):
            ErrorReport(
                code: "queue-full",
                message: "\(waiting) runs are waiting, which is the limit",
                help: "try again in about \(seconds) s; nothing was sent or recorded",
                exitStatus: .unfinished
            )
        case .stopping:
            ErrorReport(
                code: "stopping",
                message: "the server is stopping and accepts no more runs",
                help: "try again in a few seconds; nothing was sent or recorded",
                exitStatus: .unfinished
            )
        }
    }
}
