/// Findings in the form that code scanning services exchange, SARIF 2.1.0.
///
/// See <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.
package struct SARIFReport: ReportFormat {
    private let name: String
    private let version: String
    private let rules: [Rule]
    private let indexes: [String: Int]
    private let paths: ArtifactPath

    /// Creates the format.
    ///
    /// - Parameters:
    ///   - name: The program's name.
    ///   - version: The program's version.
    ///   - rules: All rules that a finding can be about, each once.
    ///   - paths: Where the repository's root is.
    package init(name: String, version: String, rules: [Rule], paths: ArtifactPath) {
        self.name = name
        self.version = version
        self.rules = rules
        self.paths = paths
        indexes = Dictionary(rules.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    /// Writes one finding as a result.
    ///
    /// - Parameters:
    ///   - diagnostic: The finding.
    ///   - source: Not used.
    /// - Returns: The object in one line.
    package func text(of diagnostic: Diagnostic, source: (String) -> SourceText?) -> String {
        var members: [(String, JSONText)] = [("ruleId", .string(diagnostic.rule.id))]
        if let index = indexes[diagnostic.rule.id] { members.append(("ruleIndex", .integer(index))) }
        let help = diagnostic.help.map { "\nhelp: \($0)" } ?? ""
        members += [
            ("level", .string(diagnostic.severity.rawValue)),
            ("message", ["text": .string(diagnostic.message + help)]),
            ("locations", [["physicalLocation": physical(diagnostic.location)]]),
        ]
        if !diagnostic.notes.isEmpty {
            members.append(("relatedLocations", .array(diagnostic.notes.enumerated().map { related($1, id: $0 + 1) })))
        }
        if let fix = diagnostic.fix, !fix.edits.isEmpty {
            members.append(("fixes", [object(fix, in: diagnostic.location.path)]))
        }
        return JSONText.object(members).text
    }

    /// Puts the results into one run, with the rules.
    ///
    /// - Parameter files: All files that were checked, sorted by path.
    /// - Returns: The text with a final newline; a run without results for no findings.
    package func document(_ files: [ReportedFile]) -> String {
        let results = files.lazy.flatMap(\.findings).map(\.text)
        return """
            {"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":{\
            "name":\(JSONText.string(name).text),"version":\(JSONText.string(version).text),\
            "rules":\(Self.list(rules.map { object($0).text }))}},"columnKind":"unicodeCodePoints",\
            "results":\(Self.list(results))}]}

            """
    }

    /// A list with one line for each value.
    private static func list(_ values: some Sequence<String>) -> String {
        let lines = values.joined(separator: ",\n")
        return lines.isEmpty ? "[]" : "[\n\(lines)\n]"
    }
}

// MARK: - Parts

extension SARIFReport {
    private func object(_ rule: Rule) -> JSONText {
        [
            "id": .string(rule.id),
            "shortDescription": ["text": .string(rule.summary)],
            "help": ["text": .string("See the section '\(rule.id)' of docs/checks.md.")],
            "defaultConfiguration": ["level": .string(rule.severity.rawValue)],
        ]
    }

    private func physical(_ location: SourceLocation) -> JSONText {
        var members = [("artifactLocation", artifact(location.path))]
        members.append(("region", location.span.map(region) ?? ["startLine": .integer(1)]))
        return .object(members)
    }

    private func related(_ note: Diagnostic.Note, id: Int) -> JSONText {
        [
            "id": .integer(id), "message": ["text": .string(note.message)],
            "physicalLocation": physical(note.location),
        ]
    }

    private func artifact(_ path: String) -> JSONText {
        let uri = paths.uri(of: path)
        return uri.isRelative ? ["uri": .string(uri.text), "uriBaseId": "%SRCROOT%"] : ["uri": .string(uri.text)]
    }

    /// The end is the column after the last scalar, as it is in a span.
    private func region(_ span: Span) -> JSONText {
        [
            "startLine": .integer(span.start.line), "startColumn": .integer(span.start.column),
            "endLine": .integer(span.end.line), "endColumn": .integer(span.end.column),
        ]
    }

    private func object(_ fix: Fix, in path: String) -> JSONText {
        [
            "description": ["text": .string(fix.title)],
            "artifactChanges": [
                ["artifactLocation": artifact(path), "replacements": .array(fix.edits.map { replacement($0) })]
            ],
        ]
    }

    private func replacement(_ edit: Fix.Edit) -> JSONText {
        guard !edit.replacement.isEmpty else { return ["deletedRegion": region(edit.span)] }
        return ["deletedRegion": region(edit.span), "insertedContent": ["text": .string(edit.replacement)]]
    }
}
