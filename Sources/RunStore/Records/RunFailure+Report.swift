package import ErrorReporting
internal import InferenceKit

extension RunFailure {
    /// Takes over what an error says, as it is recorded.
    ///
    /// - Parameter report: What the error says.
    package init(_ report: ErrorReport) {
        self.init(
            code: report.code,
            message: report.longMessage ?? report.message,
            help: report.help,
            vendor: report.vendor,
            exitStatus: report.exitStatus.rawValue
        )
    }

    /// Repeats what was recorded, as an error.
    ///
    /// - Parameter taskID: The service's name for the work that was started.
    /// - Returns: The report.
    package func report(taskID: String?) -> ErrorReport {
        ErrorReport(
            code: code,
            message: message,
            help: help,
            vendor: vendor,
            exitStatus: ExitStatus(rawValue: exitStatus) ?? .failure,
            taskID: taskID
        )
    }
}
