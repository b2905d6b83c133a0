/// A form in which findings leave the program.
///
/// A finding is written as soon as it is found, on any thread, while its file's text is available. Only the written text is kept.
package protocol ReportFormat: Sendable {
    /// Writes one finding.
    ///
    /// - Parameters:
    ///   - diagnostic: The finding.
    ///   - source: Gives the text of a path; nil leaves the source lines out.
    /// - Returns: The finding as ``document(_:)`` wants it.
    func text(of diagnostic: Diagnostic, source: (String) -> SourceText?) -> String

    /// Puts the written findings of all files together.
    ///
    /// - Parameter files: All files that were checked, sorted by path, those without findings too.
    /// - Returns: All of standard output.
    func document(_ files: [ReportedFile]) -> String
}

/// A file that was checked, with what was found in it.
package struct ReportedFile: Sendable {
    /// A finding that was written already.
    package struct Finding: Sendable {
        /// What decides the order within the file: the place, and the rule's id for findings at one place.
        package let place: Mark?
        /// The id of the finding's rule.
        package let rule: String
        /// How much it matters.
        package let severity: Severity
        /// What the format made of it.
        package let text: String

        /// Writes a finding.
        ///
        /// - Parameters:
        ///   - diagnostic: The finding.
        ///   - format: How to write it.
        ///   - source: Gives the text of a path; nil leaves the source lines out.
        package init(_ diagnostic: Diagnostic, as format: some ReportFormat, source: (String) -> SourceText?) {
            place = diagnostic.location.span?.start
            rule = diagnostic.rule.id
            severity = diagnostic.severity
            text = format.text(of: diagnostic, source: source)
        }
    }

    /// The file as the user named it, or as it was found below a directory that the user named.
    package let path: String
    /// The findings, sorted by line and column.
    package private(set) var findings: [Finding]

    /// Creates a file without findings, which takes no memory but its path's.
    ///
    /// - Parameter path: The file as the user named it.
    package init(path: String) {
        self.path = path
        findings = []
    }

    /// Adds a finding after those that come before it in the file.
    ///
    /// - Parameter finding: The finding.
    package mutating func add(_ finding: Finding) {
        let index = findings.lastIndex { !($0 > finding) }
        findings.insert(finding, at: index.map { $0 + 1 } ?? 0)
    }

    /// Returns how many findings matter so much.
    ///
    /// - Parameter severity: How much a finding matters.
    /// - Returns: Their number.
    package func count(_ severity: Severity) -> Int {
        findings.reduce(0) { $0 + ($1.severity == severity ? 1 : 0) }
    }
}

extension ReportedFile.Finding {
    private static let start = Mark(line: 0, column: 0)

    fileprivate static func > (left: Self, right: Self) -> Bool {
        let places = (left.place ?? start, right.place ?? start)
        return places.0 == places.1 ? left.rule > right.rule : places.0 > places.1
    }
}
