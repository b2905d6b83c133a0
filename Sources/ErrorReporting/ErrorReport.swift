package import InferenceKit

/// What an error says to people and to programs, whatever its type: every front end presents this value.
package struct ErrorReport: Sendable, Hashable {
    /// The stable name of what went wrong, in kebab case; programs read it.
    package var code: String
    /// What happened; one sentence, or one line for each of several findings.
    package var message: String
    /// What people read in place of ``message`` when a sentence is not enough, such as what a compiler printed.
    package var longMessage: String?
    /// What to do about it.
    package var help: String?
    /// What a service said, word for word.
    package var vendor: PredictionError.VendorDetail?
    /// What a program exits with.
    package var exitStatus: ExitStatus
    /// The service's name for work that was started and continues there.
    package var taskID: String?
    /// The last lines that the model printed.
    package var logTail: [String]
    /// More for programs, by the names of JSON members.
    package var details: [String: JSONValue]
    /// Whether the message consists of rendered findings, which carry their own severity and place.
    package var isRendered: Bool

    /// Creates a report; each parameter is the property of the same name.
    package init(
        code: String,
        message: String,
        longMessage: String? = nil,
        help: String? = nil,
        vendor: PredictionError.VendorDetail? = nil,
        exitStatus: ExitStatus,
        taskID: String? = nil,
        logTail: [String] = [],
        details: [String: JSONValue] = [:],
        isRendered: Bool = false
    ) {
        self.code = code
        self.message = message
        self.longMessage = longMessage
        self.help = help
        self.vendor = vendor
        self.exitStatus = exitStatus
        self.taskID = taskID
        self.logTail = logTail
        self.details = details
        self.isRendered = isRendered
    }

    /// The same report with more advice.
    ///
    /// - Parameter advice: What else to do or to know, a phrase.
    /// - Returns: The report, its help followed by the advice.
    package func advising(_ advice: String) -> ErrorReport {
        var report = self
        report.help = [help, advice].compactMap(\.self).joined(separator: "; ")
        return report
    }
}
