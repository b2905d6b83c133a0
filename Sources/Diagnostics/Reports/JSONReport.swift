/// Findings as one JSON object, for programs; described in `docs/validate.md`.
///
/// One finding takes one line, so that the text can be searched and compared line by line.
package struct JSONReport: ReportFormat {
    /// The version of the form: it grows when a member changes its meaning or goes away, not when one is added.
    package static let version = 1

    /// Creates the format.
    package init() {}

    /// Writes one finding as an object.
    ///
    /// - Parameters:
    ///   - diagnostic: The finding.
    ///   - source: Not used.
    /// - Returns: The object in one line.
    package func text(of diagnostic: Diagnostic, source: (String) -> SourceText?) -> String {
        let notes = diagnostic.notes.map { note in
            JSONText.object(
                [("path", .string(note.location.path))] + range(of: note.location.span)
                    + [("message", .string(note.message))]
            )
        }
        let members: [(String, JSONText)] =
            [("path", .string(diagnostic.location.path))] + range(of: diagnostic.location.span) + [
                ("severity", .string(diagnostic.severity.rawValue)),
                ("rule", .string(diagnostic.rule.id)),
                ("message", .string(diagnostic.message)),
                ("help", diagnostic.help.map(JSONText.string) ?? .null),
                ("notes", .array(notes)),
                ("fix", diagnostic.fix.map(object) ?? .null),
            ]
        return JSONText.object(members).text
    }

    /// Puts the findings into one object, with their numbers.
    ///
    /// - Parameter files: All files that were checked, sorted by path.
    /// - Returns: The text with a final newline.
    package func document(_ files: [ReportedFile]) -> String {
        let head: JSONText = [
            "files": .integer(files.count),
            "errors": .integer(files.reduce(0) { $0 + $1.count(.error) }),
            "warnings": .integer(files.reduce(0) { $0 + $1.count(.warning) }),
        ]
        let findings = files.lazy.flatMap(\.findings).map(\.text).joined(separator: ",\n")
        let list = findings.isEmpty ? "[]" : "[\n\(findings)\n]"
        return "{\"version\":\(Self.version),\"summary\":\(head.text),\"findings\":\(list)}\n"
    }
}

// MARK: - Parts

extension JSONReport {
    private func range(of span: Span?) -> [(String, JSONText)] {
        [("start", span.map { mark($0.start) } ?? .null), ("end", span.map { mark($0.end) } ?? .null)]
    }

    private func mark(_ mark: Mark) -> JSONText {
        ["line": .integer(mark.line), "column": .integer(mark.column)]
    }

    private func object(_ fix: Fix) -> JSONText {
        let edits = fix.edits.map { edit in
            JSONText.object(range(of: edit.span) + [("replacement", .string(edit.replacement))])
        }
        return ["title": .string(fix.title), "edits": .array(edits)]
    }
}
