package import Diagnostics
import ManifestDecoding
import YAML

extension Rule {
    /// A comment for this program that it cannot parse.
    package static let badIgnore = Rule(
        "bad-ignore",
        "A comment for this program is 'runner: ignore[rule] reason'.",
        severity: .warning,
        isMandatory: true
    )
}

/// Reported where a comment is parsed.
enum BadIgnore: ManifestRule {
    static var rule: Rule { .badIgnore }

    /// Reads the rule ids of a comment; reports what is wrong with it.
    ///
    /// - Parameters:
    ///   - comment: A comment that is addressed to this program.
    ///   - findings: Receives what is wrong.
    /// - Returns: The ids of rules that exist and can be ignored; nil for a comment that cannot be parsed.
    static func ids(of comment: Comment, _ findings: Findings) -> [String]? {
        let form = "write '# runner: ignore[rule] reason'"
        let text = comment.text
        guard text.hasPrefix("ignore["), let end = text.firstIndex(of: "]") else {
            let what = text.hasPrefix("ignore") ? "specifies no rule in brackets" : "is not understood"
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
                help: "after the bracket, explain why the finding does not matter here"
            )
        }
        return words.filter { isUsable($0, comment, findings) }
    }

    private static func isUsable(_ id: String, _ comment: Comment, _ findings: Findings) -> Bool {
        guard let rule = ManifestRules.rule(id) else {
            let near = nearest(to: id, in: ManifestRules.all.map(\.id))
            findings.report(
                .badIgnore,
                id.isEmpty ? "the comment specifies no rule" : "no rule is named \(quoted(id))",
                at: comment.span,
                help: near.map { "did you mean '\($0)'?" } ?? "a finding ends with the name of its rule, in brackets"
            )
            return false
        }
        guard !rule.isMandatory else {
            findings.report(
                .badIgnore,
                "'\(id)' cannot be ignored",
                at: comment.span,
                help: "fix what it finds; the manifest cannot be used otherwise"
            )
            return false
        }
        return true
    }
}
