package import Diagnostics
import ManifestDecoding
import YAML

extension Rule {
    /// A comment that ignores nothing.
    package static let unusedIgnore = Rule(
        "unused-ignore",
        "A comment that ignores a rule is on a line where that rule finds something.",
        severity: .warning,
        isMandatory: true
    )
}

/// Reported where comments are applied to the findings.
enum UnusedIgnore: ManifestRule {
    static var rule: Rule { .unusedIgnore }

    /// Returns the finding about a comment that ignores nothing.
    ///
    /// - Parameters:
    ///   - ignore: The comment.
    ///   - unused: The rules of it that found nothing.
    ///   - path: The file.
    /// - Returns: The finding.
    static func diagnostic(_ ignore: IgnoreComment, unused: [String], path: String) -> Diagnostic {
        let isAll = unused.count == ignore.ids.count
        let verb = unused.count == 1 ? "finds" : "find"
        return Diagnostic(
            .unusedIgnore,
            "\(listed(unused.map { "'\($0)'" }, "and")) \(verb) nothing on line \(ignore.line)",
            at: SourceLocation(path: path, span: ignore.comment.span),
            help: isAll ? "remove the comment" : "remove \(listed(unused, "and")) from the brackets",
            fix: isAll ? removal(of: ignore.comment) : nil
        )
    }

    /// Removes the comment, and its line if it contains nothing else.
    private static func removal(of comment: Comment) -> Fix? {
        let span = comment.span
        guard comment.isAlone else { return Fix("remove the comment", [Fix.Edit(replacing: span, with: "")]) }
        guard comment.hasNextLine else { return nil }
        let line = Span(start: Mark(line: span.start.line, column: 1), end: Mark(line: span.start.line + 1, column: 1))
        return Fix("remove the comment", [Fix.Edit(replacing: line, with: "")])
    }
}
