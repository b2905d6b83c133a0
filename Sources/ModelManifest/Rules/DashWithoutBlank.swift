package import Diagnostics
import YAML

extension Rule {
    /// `-key: value`.
    package static let dashWithoutBlank = Rule(
        "dash-without-blank",
        "A blank follows the dash of a list's item; without it the dash is a part of the key."
    )
}

extension Findings {
    /// Reports a dash without its blank.
    ///
    /// - Parameters:
    ///   - key: The key that begins with the dash, or a whole value that does.
    ///   - value: What was written behind the key.
    ///   - fix: A change that makes items of all of the mapping.
    func reportDashWithoutBlank(_ key: Mapping.Key, value: Node? = nil, fix: Fix? = nil) {
        let word = printable(String(key.text.dropFirst().prefix(60)))
        let example = value.map { "- \(word): \(Self.example($0))" } ?? "- \(word)"
        let wrong = value == nil ? "a part of the text" : "a key of a mapping"
        report(
            .dashWithoutBlank,
            "no blank after the dash in \(quoted(key.text)), which makes it \(wrong) rather than an item of a list",
            at: key.span,
            help: "write '\(example)'",
            fix: fix
        )
    }

    /// The value in a help; one of several lines is mostly one whose next line was meant to be a key.
    private static func example(_ value: Node) -> String {
        value.span.start.line == value.span.end.line ? value.string.map { printable($0) } ?? "…" : "…"
    }
}

/// What follows from a dash without its blank.
enum DashWithoutBlank {
    /// Leaves out that the next key of the intended item does not line up with the key that the dash made.
    ///
    /// - Parameter diagnostics: All findings of a file.
    /// - Returns: The others.
    static func withoutEchoes(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        let lines = diagnostics.filter { $0.rule == .dashWithoutBlank }.compactMap(\.location.line)
        if lines.isEmpty { return diagnostics }
        return diagnostics.filter { $0.rule != .yamlSyntax || !lines.contains(($0.location.line ?? 0) - 1) }
    }
}

extension Mapping {
    /// Makes a list of a mapping whose first key begins with a dash: a blank behind each dash, two before other keys.
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
        return Fix("write a blank after the dash", edits)
    }
}
