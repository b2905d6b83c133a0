/// Collects the findings about one file, at most so many that a hostile file stays readable.
///
/// A class because the readers of one file all add to one collection; it never leaves the function that made it.
package final class Findings {
    /// How many findings of one file are kept; one more says that there are others.
    package static let limit = 100

    /// The file as the user named it.
    package let path: String
    /// What was found so far, in the order of finding.
    package private(set) var diagnostics: [Diagnostic] = []
    /// Whether something was found that makes the file unusable.
    package private(set) var isBlocked = false

    /// Whether further findings are only counted, so that it is no use to look for their help.
    package var isFull: Bool { diagnostics.count >= Self.limit }

    /// Creates an empty collection.
    ///
    /// - Parameter path: The file as the user named it.
    package init(path: String) {
        self.path = path
    }

    /// Adds a finding.
    ///
    /// - Parameters:
    ///   - rule: What it is about.
    ///   - message: What is wrong, one phrase.
    ///   - span: Where it is wrong; nil for the file as a whole.
    ///   - help: How to fix it.
    ///   - notes: Other places in the same file.
    ///   - fix: A change of the file that fixes it, if there is a safe one.
    ///   - blocks: Whether an error makes the file unusable; warnings never do.
    package func report(
        _ rule: Rule,
        _ message: String,
        at span: Span?,
        help: String? = nil,
        notes: [(message: String, span: Span)] = [],
        fix: Fix? = nil,
        blocks: Bool = true
    ) {
        if rule.severity == .error, blocks { isBlocked = true }
        add(
            Diagnostic(
                rule,
                message,
                at: SourceLocation(path: path, span: span),
                help: help,
                notes: notes.map { .init(message: $0.message, location: SourceLocation(path: path, span: $0.span)) },
                fix: fix
            )
        )
    }

    /// Adds findings of another collection about the same file.
    ///
    /// - Parameters:
    ///   - other: The collection.
    ///   - isWanted: Which of its findings are added.
    package func add(_ other: Findings, where isWanted: (Diagnostic) -> Bool = { _ in true }) {
        isBlocked = isBlocked || other.isBlocked
        for diagnostic in other.diagnostics where isWanted(diagnostic) { add(diagnostic) }
    }

    /// Adds a finding.
    package func add(_ diagnostic: Diagnostic) {
        if diagnostics.count < Self.limit {
            diagnostics.append(diagnostic)
        } else if diagnostics.count == Self.limit {
            reportOverflow()
        }
    }

    private func reportOverflow() {
        diagnostics.append(
            Diagnostic(
                .tooManyFindings,
                "more than \(Self.limit) findings; the others are not shown",
                at: SourceLocation(path: path)
            )
        )
    }
}

extension Rule {
    /// Says that a file has more findings than are shown.
    package static let tooManyFindings = Rule(
        "too-many-findings",
        "A file's findings are shown up to a limit."
    )
}
