/// What a finding is about, with an id that stays the same between releases.
///
/// Each rule has a section with its id in `docs/checks.md`. Two rules with the same id are the same rule.
package struct Rule: Sendable {
    /// What must be known to check a rule.
    package enum Scope: Sendable, Hashable {
        /// One manifest file.
        case file
        /// All manifests of a registry.
        case registry
        /// A manifest and the compiled code of its model.
        case code
    }

    /// The stable name in kebab-case, such as `unknown-key`.
    package let id: String
    /// How much a finding of this rule matters.
    package let severity: Severity
    /// What the rule demands, as one sentence.
    package let summary: String
    /// Whether no comment can ignore the rule, because a file that breaks it cannot be used.
    package let isMandatory: Bool
    /// What must be known to check the rule.
    package let scope: Scope
    /// Whether the rest of the line after the token is hidden wherever the line is shown, to keep it out of logs.
    package let hidesRestOfLine: Bool

    /// Creates a rule.
    ///
    /// - Parameters:
    ///   - id: The stable name in kebab-case.
    ///   - summary: What the rule demands, as one sentence.
    ///   - severity: How much a finding of this rule matters.
    ///   - isMandatory: Whether no comment can ignore the rule.
    ///   - scope: What must be known to check the rule.
    ///   - hidesRestOfLine: Whether the rest of the line after the token is hidden wherever the line is shown.
    package init(
        _ id: String,
        _ summary: String,
        severity: Severity = .error,
        isMandatory: Bool = false,
        scope: Scope = .file,
        hidesRestOfLine: Bool = false
    ) {
        self.id = id
        self.severity = severity
        self.summary = summary
        self.isMandatory = isMandatory
        self.scope = scope
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
    /// - Parameter hasher: Receives the id.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(id)
    }
}
