/// A finding about a place in a file that the user wrote.
///
/// Message, help and notes are separate; a renderer lays them out. The message is one phrase without a full stop.
package struct Diagnostic: Sendable, Hashable {
    /// Another place that belongs to a finding, such as "first defined here".
    package struct Note: Sendable, Hashable {
        /// What that place has to do with the finding.
        package let message: String
        /// The other place.
        package let location: SourceLocation

        /// Creates a note.
        ///
        /// - Parameters:
        ///   - message: What that place has to do with the finding.
        ///   - location: The other place.
        package init(message: String, location: SourceLocation) {
            self.message = message
            self.location = location
        }
    }

    /// How much it matters.
    package var severity: Severity
    /// What it is about.
    package var rule: Rule
    /// What is wrong, one phrase that names the thing in single quotes.
    package var message: String
    /// Where it is wrong.
    package var location: SourceLocation
    /// How to fix it, if that is known.
    package var help: String?
    /// Other places to look at.
    package var notes: [Note]
    /// A change of the file that fixes it, if there is a safe one.
    package var fix: Fix?

    /// Creates a finding.
    ///
    /// - Parameters:
    ///   - rule: What it is about.
    ///   - message: What is wrong, one phrase.
    ///   - location: Where it is wrong.
    ///   - severity: How much it matters; nil for the rule's own severity.
    ///   - help: How to fix it.
    ///   - notes: Other places to look at.
    ///   - fix: A change of the file that fixes it, if there is a safe one.
    package init(
        _ rule: Rule,
        _ message: String,
        at location: SourceLocation,
        severity: Severity? = nil,
        help: String? = nil,
        notes: [Note] = [],
        fix: Fix? = nil
    ) {
        self.severity = severity ?? rule.severity
        self.rule = rule
        self.message = message
        self.location = location
        self.help = help
        self.notes = notes
        self.fix = fix
    }
}

// MARK: - Comparable

extension Diagnostic: Comparable {
    /// Orders by path, line and column, then by rule and message so that the order never varies.
    package static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        if left.location != right.location {
            if left.location < right.location { return true }
            if right.location < left.location { return false }
        }
        return (left.rule.id, left.message) < (right.rule.id, right.message)
    }
}

// MARK: - CustomStringConvertible

extension Diagnostic: CustomStringConvertible {
    /// The finding in one line: `path:line:column: severity: message [rule]`.
    package var description: String {
        "\(printable(location.description)): \(severity.rawValue): \(printable(message)) [\(rule.id)]"
    }
}
