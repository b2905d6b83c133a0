/// A task that a service accepted and charges for, for what its errors have in common with any other service's.
package struct PaidTask: Sendable, Hashable {
    private let id: String
    private let keeping: String

    /// Describes a task.
    ///
    /// - Parameters:
    ///   - id: The service's id.
    ///   - keeping: How long the service keeps its result, such as `twelve hours`.
    package init(id: String, keptFor keeping: String) {
        self.id = id
        self.keeping = keeping
    }

    /// Adds the task's id and its state to an error, for a user who has paid.
    ///
    /// - Parameter error: What happened while the task was waited for, or its result fetched.
    /// - Returns: The error of the task.
    package func failure(_ error: PredictionError) -> PredictionError {
        let made = "the video was made and is charged; the service keeps it for \(keeping)"
        let helps: [String?] =
            switch error.code {
            // Without its own help it is about the download.
            case .deadlineExceeded where error.help == nil: [made]
            case .outputUnavailable: [error.help ?? made]
            case .deadlineExceeded, .serviceUnavailable: [running]
            case .configuration, .accessDenied: [error.help, running]
            case .cannotWrite: [error.help, made]
            default: [error.help]
            }
        let help = helps.compactMap(\.self)
        var error = error
        error.taskID = id
        error.help = help.isEmpty ? nil : help.joined(separator: "; ")
        return error
    }

    /// The error of a run whose task was canceled with it.
    ///
    /// - Parameter help: What the service charges then.
    /// - Returns: The error.
    package func canceled(help: String) -> PredictionError {
        PredictionError(
            .canceled,
            "the run and its task at the service were canceled",
            help: help,
            taskID: id
        )
    }

    /// The error of a run that was canceled, and whose task continues: it can still be fetched.
    ///
    /// - Parameters:
    ///   - reason: Why the task continues, as the rest of a sentence about it.
    ///   - vendor: What the service said.
    /// - Returns: The error.
    package func notCanceled(_ reason: String, vendor: PredictionError.VendorDetail? = nil) -> PredictionError {
        PredictionError(
            .notCanceled,
            "the run was stopped, but its task \(reason)",
            help: running,
            vendor: vendor,
            taskID: id
        )
    }

    /// The error of a run that was canceled, and whose task could not be.
    ///
    /// - Parameter error: Why not.
    /// - Returns: The error.
    package func notCanceled(becauseOf error: any Error) -> PredictionError {
        let reason = PredictionError(error)
        return notCanceled("could not be canceled at the service: \(reason.message)", vendor: reason.vendor)
    }

    private var running: String {
        "the task continues at the service and is still charged; the service keeps its result for \(keeping)"
    }
}
