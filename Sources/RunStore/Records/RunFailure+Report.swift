package import ErrorReporting
internal import InferenceKit

extension RunFailure {
    /// Takes over what an error says, as it is recorded.
    ///
    /// - Parameter report: The error's text.
    package init(_ report: ErrorReport) {
        self.init(
            code: report.code,
            message: report.longMessage ?? report.message.replacing("\n", with: " "),
            help: report.help,
            vendor: report.vendor,
            exitStatus: report.exitStatus.rawValue
        )
    }

    /// Repeats what was recorded, as an error.
    ///
    /// - Parameter taskID: The service's id of the work that was started.
    /// - Returns: The report.
    package func report(taskID: String?) -> ErrorReport {
        let lines = message.split(separator: "\n", maxSplits: 1)
        return ErrorReport(
            code: code,
            message: lines.first.map(String.init) ?? message,
            longMessage: lines.count > 1 ? message : nil,
            help: help,
            vendor: vendor,
            exitStatus: ExitStatus(rawValue: exitStatus) ?? .failure,
            taskID: taskID
        )
    }
}
