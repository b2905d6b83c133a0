// MARK: - ReportFormat

extension TextRenderer: ReportFormat {
    /// Writes one finding for people.
    ///
    /// - Parameters:
    ///   - diagnostic: The finding.
    ///   - source: Gives the text of a path; nil leaves the source lines out.
    /// - Returns: The text with a final newline.
    package func text(of diagnostic: Diagnostic, source: (String) -> SourceText?) -> String {
        render(diagnostic, source: source)
    }

    /// Writes the findings of all files one after the other, with an empty line between them.
    ///
    /// - Parameter files: All files that were checked, sorted by path.
    /// - Returns: The text with a final newline, or nothing for no findings.
    package func document(_ files: [ReportedFile]) -> String {
        files.lazy.flatMap(\.findings).map(\.text).joined(separator: "\n")
    }
}
