package import Diagnostics
import YAML

/// Values that mean one thing to this program and another to a reader of YAML 1.1.
package enum AmbiguousValue {
    /// Reports a string that YAML 1.1 takes for something else.
    ///
    /// - Parameters:
    ///   - node: The value, which is a string to YAML 1.2.
    ///   - scalar: Its text.
    ///   - findings: Receives it.
    static func checkString(_ node: Node, _ scalar: Scalar, _ findings: Findings) {
        guard let ambiguity = scalar.ambiguity else { return }
        report(ambiguity, scalar, at: node.span, findings, help: node.helpToQuote, fix: node.quotingFix)
    }

    /// Reports a number that YAML 1.1 takes for something else.
    ///
    /// - Parameters:
    ///   - node: The value, which is a number to YAML 1.2.
    ///   - scalar: Its text.
    ///   - findings: Receives it.
    static func checkNumber(_ node: Node, _ scalar: Scalar, _ findings: Findings) {
        guard let ambiguity = scalar.ambiguity else { return }
        let fix = ambiguity.number.flatMap { node.fix(writing: $0) }
        let help =
            ambiguity.number.map { "write \($0)" }
            ?? "write \(scalar.text.drop { $0 == "0" }), or the other number if that is meant"
        report(ambiguity, scalar, at: node.span, findings, help: help, fix: fix)
    }

    /// Reports a size that starts with 0, which is octal to YAML 1.1; other odd forms are no sizes at all.
    ///
    /// - Parameters:
    ///   - node: The value.
    ///   - scalar: Its text.
    ///   - findings: Receives it.
    static func checkSize(_ node: Node, _ scalar: Scalar, _ findings: Findings) {
        if case .integer = scalar.resolved { checkNumber(node, scalar, findings) }
    }

    /// Reports a key that YAML 1.1 takes for a boolean.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - findings: Receives it.
    static func checkKey(_ key: Mapping.Key, _ findings: Findings) {
        let isWritten = key.span.end.column - key.span.start.column == key.text.utf8.count
        guard isWritten, key.text.utf8.count <= 3 else { return }
        let scalar = Scalar(text: key.text, style: .plain)
        guard let ambiguity = scalar.ambiguity, ambiguity.kind == .boolean else { return }
        let text = doubleQuoted(key.text)
        let help = "put it in quotes: \(text)"
        report(ambiguity, scalar, at: key.span, findings, help: help, fix: .writing(text, at: key.span))
    }

    /// Reports ambiguous values in a part of the file that this program does not read.
    ///
    /// Dates are not checked there: their readers expect dates.
    ///
    /// - Parameters:
    ///   - node: The part.
    ///   - findings: Receives them.
    static func checkFree(_ node: Node, _ findings: Findings) {
        switch node.content {
        case .scalar(let scalar):
            guard let ambiguity = scalar.ambiguity, ambiguity.kind != .date else { return }
            if ambiguity.newer == "a string" {
                checkString(node, scalar, findings)
            } else {
                checkNumber(node, scalar, findings)
            }
        case .sequence(let items):
            for item in items { checkFree(item, findings) }
        case .mapping(let mapping):
            for pair in mapping.pairs {
                checkKey(pair.key, findings)
                checkFree(pair.value, findings)
            }
        case .invalid:
            return
        }
    }

    /// Leaves out findings about values of which something else is wrong, too: one mistake, one finding.
    ///
    /// - Parameter diagnostics: All findings of a file.
    /// - Returns: The others.
    package static func withoutEchoes(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        guard diagnostics.contains(where: { $0.rule == .ambiguousValue }) else { return diagnostics }
        let places = Set(diagnostics.filter { $0.rule != .ambiguousValue }.map(\.location))
        return diagnostics.filter { $0.rule != .ambiguousValue || !places.contains($0.location) }
    }

    private static func report(
        _ ambiguity: Ambiguity,
        _ scalar: Scalar,
        at place: Span,
        _ findings: Findings,
        help: String?,
        fix: Fix?
    ) {
        findings.report(
            .ambiguousValue,
            "\(quoted(scalar.text)) is \(ambiguity.newer) in YAML 1.2 and \(ambiguity.older) in YAML 1.1",
            at: place,
            help: help,
            fix: fix,
            blocks: false
        )
    }
}
