/// What a finding is about, with an id that stays the same between releases.
///
/// Each rule has a section of its id's name in `docs/checks.md`. Two rules with one id are the same rule.
package struct Rule: Sendable {
    /// The stable name in kebab-case, such as `unknown-key`.
    package let id: String
    /// How much a finding of this rule matters.
    package let severity: Severity
    /// What the rule demands, as one sentence.
    package let summary: String
    /// Whether what follows the token in its line is left out wherever the line is shown, since it must not reach a log.
    package let hidesRestOfLine: Bool

    /// Creates a rule.
    ///
    /// - Parameters:
    ///   - id: The stable name in kebab-case.
    ///   - summary: What the rule demands, as one sentence.
    ///   - severity: How much a finding of this rule matters.
    ///   - hidesRestOfLine: Whether what follows the token in its line is left out wherever the line is shown.
    package init(_ id: String, _ summary: String, severity: Severity = .error, hidesRestOfLine: Bool = false) {
        self.id = id
        self.severity = severity
        self.summary = summary
        self.hidesRestOfLine = hidesRestOfLine
    }
}

// MARK: - Hashable

extension Rule: Hashable {
    /// Whether both have the same id.
    package static func == (left: Rule, right: Rule) -> Bool {
        left.id == right.id
    }

    /// Hashes the id alone.
    ///
    /// - Parameter hasher: Takes in the id.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(id)
    }
}
