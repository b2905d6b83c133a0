internal import Diagnostics
internal import InferenceKit

extension ErrorReport {
    /// How the lines of a long help after its first begin; any other end of a line in it came with a value.
    package static let helpBreak = "\n      "

    /// Everything that people read, over several lines: what happened, what the service said, the log, the task, and what to do.
    package var text: String {
        var lines = [longMessage ?? message]
        if let said = vendor?.text { lines.append(said) }
        if !logTail.isEmpty {
            lines.append("last lines of the model's log:")
            lines += logTail.map { "  | \($0)" }
        }
        if let taskID { lines.append("task: \(taskID)") }
        if let help, !help.isEmpty { lines.append("help: \(help)") }
        return lines.joined(separator: "\n")
    }

    /// The text as a program prints it: safe for a terminal and a log, with `error:` before it unless it consists of findings.
    ///
    /// What inputs, models and services say may contain anything. Here it becomes printable, and one line where it is one
    /// sentence, so that a value with an end of a line in it cannot look like another error, a help, or a command of a
    /// continuous-integration service.
    package var printed: String {
        let text = isRendered ? text : "error: \(oneLineEach.text)"
        return printableLines(text)
    }

    /// The report with every part that is one sentence in one line.
    private var oneLineEach: ErrorReport {
        var report = self
        report.message = printable(message)
        report.vendor = vendor.map { vendor in
            var vendor = vendor
            vendor.code = vendor.code.map(printable)
            vendor.message = vendor.message.map(printable)
            vendor.requestID = vendor.requestID.map(printable)
            return vendor
        }
        report.taskID = taskID.map(printable)
        report.logTail = logTail.map(printableLine)
        report.help = help.map { help in
            help.split(separator: Self.helpBreak, omittingEmptySubsequences: false).map { printable(String($0)) }
                .joined(separator: Self.helpBreak)
        }
        return report
    }
}
