package import Diagnostics
import YAML

extension Rule {
    /// `-key: value`.
    package static let dashWithoutBlank = Rule(
        "dash-without-blank",
        "A space follows the dash of a list item; without it, the dash is part of the key.",
        isMandatory: true
    )
}

extension Findings {
    /// Reports a dash without a space after it.
    ///
    /// - Parameters:
    ///   - key: The key that begins with the dash, or a whole value that does.
    ///   - value: The value of the key.
    ///   - fix: A change that turns the whole mapping into list items.
    func reportDashWithoutBlank(_ key: Mapping.Key, value: Node? = nil, fix: Fix? = nil) {
        let word = printable(String(key.text.dropFirst().prefix(60)))
        let example = value.map { "- \(word): \(Self.example($0))" } ?? "- \(word)"
        let wrong = value == nil ? "part of the text" : "a key of a mapping"
        report(
            .dashWithoutBlank,
            "no space after the dash in \(quoted(key.text)), so it is \(wrong), not a list item",
            at: key.span,
            help: "write '\(example)'",
            fix: fix
        )
    }

    /// The value for a help text; in a value of several lines, the next line was probably meant as a key.
    private static func example(_ value: Node) -> String {
        value.span.start.line == value.span.end.line ? value.string.map { printable($0) } ?? "…" : "…"
    }
}

/// Reported where a list or a mapping is read.
package enum DashWithoutBlank: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .dashWithoutBlank }

    /// Removes the syntax error about the next key of the intended item, which is a consequence of the dash.
    ///
    /// - Parameter diagnostics: All findings of a file.
    /// - Returns: The other findings.
    package static func withoutEchoes(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        let lines = diagnostics.filter { $0.rule == .dashWithoutBlank }.compactMap(\.location.line)
        if lines.isEmpty { return diagnostics }
        return diagnostics.filter { $0.rule != .yamlSyntax || !lines.contains(($0.location.line ?? 0) - 1) }
    }
}

extension Mapping {
    /// Turns a mapping whose first key begins with a dash into a list: a space after each dash, two before other keys.
    var dashFix: Fix? {
        guard pairs.first?.key.isDashWithoutBlank == true else { return nil }
        var edits: [Fix.Edit] = []
        var line = 0
        for pair in pairs {
            let start = pair.key.span.start
            guard case .scalar = pair.value.content, start.line > line, pair.value.span.end.line == start.line else {
                return nil
            }
            line = start.line
            let isItem = pair.key.isDashWithoutBlank
            let place = Mark(line: line, column: start.column + (isItem ? 1 : 0))
            edits.append(Fix.Edit(replacing: Span(start: place, length: 0), with: isItem ? " " : "  "))
        }
        return Fix("write a space after the dash", edits)
    }
}
