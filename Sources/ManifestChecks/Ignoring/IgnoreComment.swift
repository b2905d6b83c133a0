import Diagnostics
import YAML

/// `# runner: ignore[rule, rule] reason`, at the end of a line or on separate lines before it.
struct IgnoreComment: Sendable {
    /// The ids of the rules.
    let ids: [String]
    /// The line whose findings are ignored.
    let line: Int
    /// The comment.
    let comment: Comment

    /// Reads the comments of a file; one that cannot be parsed is reported.
    ///
    /// - Parameters:
    ///   - comments: The comments that are addressed to this program.
    ///   - findings: Receives what is wrong with them.
    /// - Returns: What to ignore.
    static func read(_ comments: [Comment], _ findings: Findings) -> [IgnoreComment] {
        var found: [IgnoreComment] = []
        for (index, comment) in comments.prefix(most).enumerated() {
            guard let ids = BadIgnore.ids(of: comment, findings) else { continue }
            found.append(IgnoreComment(ids: ids, line: line(of: index, in: comments), comment: comment))
        }
        if comments.count > most {
            findings.report(
                .badIgnore,
                "more than \(most) comments for this program; the others are not read",
                at: comments[most].span,
                help: "fix the findings that they ignore"
            )
        }
        return found
    }

    /// So that a hostile file is read in bounded time.
    private static let most = 100

    /// The line that a comment is about: its own, or the next one that is not such a comment.
    private static func line(of index: Int, in comments: [Comment]) -> Int {
        var line = comments[index].span.start.line
        guard comments[index].isAlone else { return line }
        for comment in comments[index...] {
            guard comment.isAlone, comment.span.start.line == line else { break }
            line += 1
        }
        return line
    }
}

extension [IgnoreComment] {
    /// Leaves out the findings that comments ignore, and adds one for each comment that ignores nothing.
    ///
    /// - Parameters:
    ///   - diagnostics: The findings.
    ///   - path: The file.
    ///   - scope: The rules that were checked; others are neither used nor unused.
    /// - Returns: The remaining findings.
    func applied(to diagnostics: [Diagnostic], path: String, scope: Rule.Scope) -> [Diagnostic] {
        if isEmpty { return diagnostics }
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
            let unused = ignore.ids.filter { ManifestRules.rule($0)?.scope == scope && !used[index].contains($0) }
            if !unused.isEmpty { left.append(UnusedIgnore.diagnostic(ignore, unused: unused, path: path)) }
        }
        return left
    }
}
