internal import Diagnostics
internal import InferenceKit

extension ErrorReport {
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

    /// The text as a program prints it: safe for a terminal, with `error:` before it unless it consists of findings.
    ///
    /// What models and services say may contain anything; this is the one place that makes it printable.
    package var printed: String {
        isRendered ? text : "error: \(printableLines(text))"
    }
}

/// Lines of text in which everything but the ends of lines and tabs is safe for a terminal.
private func printableLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.split(separator: "\t", omittingEmptySubsequences: false).map { printable(String($0)) }
            .joined(separator: "\t")
    }.joined(separator: "\n")
}
