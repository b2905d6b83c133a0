package import Diagnostics
import YAML

extension Rule {
    /// A comment for this program that it does not understand.
    package static let badIgnore = Rule(
        "bad-ignore",
        "A comment for this program is 'runner: ignore[rule] reason'.",
        severity: .warning
    )
    /// A comment that ignores nothing.
    package static let unusedIgnore = Rule(
        "unused-ignore",
        "A comment that ignores a rule stands where that rule finds something.",
        severity: .warning
    )
}

/// `# runner: ignore[rule, rule] reason`, at the end of a line or on lines of its own before it.
struct IgnoreComment: Sendable {
    /// The ids of the rules.
    let ids: [String]
    /// The line whose findings are ignored.
    let line: Int
    /// The comment.
    let comment: Comment

    /// Reads the comments of a file; one that cannot be understood is reported.
    ///
    /// - Parameters:
    ///   - comments: The comments that are addressed to this program.
    ///   - findings: Takes in what is wrong with them.
    /// - Returns: What to ignore.
    static func read(_ comments: [Comment], _ findings: Findings) -> [IgnoreComment] {
        var found: [IgnoreComment] = []
        for (index, comment) in comments.prefix(most).enumerated() {
            guard let ids = ids(of: comment, findings) else { continue }
            found.append(IgnoreComment(ids: ids, line: line(of: index, in: comments), comment: comment))
        }
        if comments.count > most {
            findings.report(
                .badIgnore,
                "more than \(most) comments for this program; the others are not read",
                at: comments[most].span,
                help: "mend what they ignore"
            )
        }
        return found
    }

    /// So that a hostile file is read in bounded time.
    private static let most = 100

    /// The line that a comment is about: its own, or the next one that is not such a comment as well.
    private static func line(of index: Int, in comments: [Comment]) -> Int {
        var line = comments[index].span.start.line
        guard comments[index].isAlone else { return line }
        for comment in comments[index...] {
            guard comment.isAlone, comment.span.start.line == line else { break }
            line += 1
        }
        return line
    }

    private static func ids(of comment: Comment, _ findings: Findings) -> [String]? {
        let form = "write '# runner: ignore[rule] reason'"
        let text = comment.text
        guard text.hasPrefix("ignore["), let end = text.firstIndex(of: "]") else {
            let what = text.hasPrefix("ignore") ? "names no rule in brackets" : "is not understood"
            findings.report(.badIgnore, "the comment \(what)", at: comment.span, help: form)
            return nil
        }
        let list = text[..<end].dropFirst("ignore[".count)
        let words = list.split(separator: ",", omittingEmptySubsequences: false).map { word in
            String(word.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        if text[end...].dropFirst().allSatisfy({ $0 == " " }) {
            findings.report(
                .badIgnore,
                "the comment gives no reason",
                at: comment.span,
                help: "say behind the bracket why the finding does not matter here"
            )
        }
        return words.filter { isKnown($0, comment, findings) }
    }

    private static func isKnown(_ id: String, _ comment: Comment, _ findings: Findings) -> Bool {
        guard let rule = ManifestRule.all.first(where: { $0.id == id }) else {
            let near = nearest(to: id, in: ManifestRule.all.map(\.id))
            findings.report(
                .badIgnore,
                id.isEmpty ? "the comment names no rule" : "no rule is named \(quoted(id))",
                at: comment.span,
                help: near.map { "did you mean '\($0)'?" } ?? "the rule is in brackets behind a finding"
            )
            return false
        }
        guard !ManifestRule.isMandatory(rule) else {
            findings.report(
                .badIgnore,
                "'\(id)' cannot be ignored",
                at: comment.span,
                help: "mend what it finds; without that, the manifest cannot be used"
            )
            return false
        }
        return true
    }
}

extension [IgnoreComment] {
    /// Leaves out the findings that comments ignore, and adds one for each comment that ignores nothing.
    ///
    /// - Parameters:
    ///   - diagnostics: The findings.
    ///   - path: The file.
    ///   - rules: The rules that were looked at; other ids are neither used nor unused.
    /// - Returns: What is left.
    func applied(to diagnostics: [Diagnostic], path: String, rules: (String) -> Bool) -> [Diagnostic] {
        var used = map { _ in Set<String>() }
        var left = diagnostics.filter { diagnostic in
            guard let line = diagnostic.location.line else { return true }
            var isIgnored = false
            for (index, comment) in enumerated()
            where comment.line == line && comment.ids.contains(diagnostic.rule.id) {
                used[index].insert(diagnostic.rule.id)
                isIgnored = true
            }
            return !isIgnored
        }
        for (index, ignore) in enumerated() {
            let unused = ignore.ids.filter { rules($0) && !used[index].contains($0) }
            guard !unused.isEmpty else { continue }
            let isAll = unused.count == ignore.ids.count
            left.append(
                Diagnostic(
                    .unusedIgnore,
                    "\(listed(unused.map { "'\($0)'" }, "and")) \(unused.count == 1 ? "finds" : "find") nothing in line \(ignore.line)",
                    at: SourceLocation(path: path, span: ignore.comment.span),
                    help: isAll ? "remove the comment" : "remove \(listed(unused, "and")) from the brackets",
                    fix: isAll ? ignore.removal : nil
                )
            )
        }
        return left
    }
}

extension IgnoreComment {
    /// Removes the comment, with its line if nothing else is in it.
    fileprivate var removal: Fix? {
        let span = comment.span
        guard comment.isAlone else { return Fix("remove the comment", [Fix.Edit(replacing: span, with: "")]) }
        guard comment.hasNextLine else { return nil }
        let line = Span(start: Mark(line: span.start.line, column: 1), end: Mark(line: span.start.line + 1, column: 1))
        return Fix("remove the comment", [Fix.Edit(replacing: line, with: "")])
    }
}
