/// Findings as workflow commands, which GitHub shows as annotations beside the lines.
///
/// See <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message>.
package struct GitHubReport: ReportFormat {
    private let paths: ArtifactPath

    /// Creates the format.
    ///
    /// - Parameter paths: Where the repository's root is.
    package init(paths: ArtifactPath) {
        self.paths = paths
    }

    /// Writes one finding as a command; help and notes are further lines of its message.
    ///
    /// - Parameters:
    ///   - diagnostic: The finding.
    ///   - source: Not used.
    /// - Returns: One line with its newline.
    package func text(of diagnostic: Diagnostic, source: (String) -> SourceText?) -> String {
        var properties = [("file", paths.path(of: diagnostic.location.path))]
        if let span = diagnostic.location.span {
            properties += [("line", String(span.start.line)), ("endLine", String(span.end.line))]
            // Columns are refused when the place spreads over several lines.
            if span.start.line == span.end.line {
                properties += [("col", String(span.start.column)), ("endColumn", String(span.end.column))]
            }
        }
        if diagnostic.location.span == nil { properties.append(("line", "1")) }
        properties.append(("title", diagnostic.rule.id))
        var lines = [printable(diagnostic.message)]
        if let help = diagnostic.help { lines.append("help: \(printable(help))") }
        for note in diagnostic.notes {
            lines.append("\(printable(note.location.description)): note: \(printable(note.message))")
        }
        let list = properties.map { "\($0)=\(Self.escapedProperty(printable($1)))" }.joined(separator: ",")
        return "::\(diagnostic.severity.rawValue) \(list)::\(Self.escaped(lines.joined(separator: "\n")))\n"
    }

    /// Puts the commands one after the other.
    ///
    /// - Parameter files: All files that were checked, sorted by path.
    /// - Returns: The lines, or nothing for no findings.
    package func document(_ files: [ReportedFile]) -> String {
        files.lazy.flatMap(\.findings).map(\.text).joined()
    }
}

// MARK: - Escapes

extension GitHubReport {
    private static func escaped(_ text: String, _ more: [Unicode.Scalar: String] = [:]) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default:
                if let escape = more[scalar] { result += escape } else { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }

    private static func escapedProperty(_ text: String) -> String {
        escaped(text, [":": "%3A", ",": "%2C"])
    }
}
