/// Writes findings for people, each with its source line and a caret under exactly the token.
///
/// ```
/// vision/seedream-4-0/inf.yml:12:5: error: unknown key 'categry' in manifest [unknown-key]
///    |
/// 12 |     categry: image
///    |     ^~~~~~~
/// help: did you mean 'category'?
/// ```
package struct TextRenderer: Sendable {
    private let usesColor: Bool

    /// Creates a renderer.
    ///
    /// - Parameter usesColor: Whether to write ANSI colors; only for a terminal.
    package init(usesColor: Bool = false) {
        self.usesColor = usesColor
    }

    /// Writes findings one after the other, sorted by path, line and column, with an empty line between them.
    ///
    /// - Parameters:
    ///   - diagnostics: The findings.
    ///   - source: Gives the text of a path; nil leaves the source lines out.
    /// - Returns: The text with a final newline, or nothing for no findings.
    package func render(_ diagnostics: [Diagnostic], source: (String) -> SourceText?) -> String {
        diagnostics.sorted().map { render($0, source: source) }.joined(separator: "\n")
    }

    /// Writes one finding.
    ///
    /// - Parameters:
    ///   - diagnostic: The finding.
    ///   - source: Gives the text of a path; nil leaves the source lines out.
    /// - Returns: The text with a final newline.
    package func render(_ diagnostic: Diagnostic, source: (String) -> SourceText?) -> String {
        let color: Style = diagnostic.severity == .error ? .error : .warning
        var lines = [
            headline(diagnostic.location, diagnostic.severity.rawValue, color, diagnostic.message)
                + " [\(diagnostic.rule.id)]"
        ]
        lines += excerpt(diagnostic.location, color, isCut: diagnostic.rule.hidesRestOfLine, source)
        if let help = diagnostic.help {
            lines.append(painted("help:", .help) + " " + printable(help))
        }
        for note in diagnostic.notes {
            lines.append(headline(note.location, "note", .help, note.message))
            lines += excerpt(note.location, .help, isCut: diagnostic.rule.hidesRestOfLine, source)
        }
        return lines.map(ServiceCommand.disarmed).joined(separator: "\n") + "\n"
    }
}

// MARK: - Parts

extension TextRenderer {
    private func headline(_ location: SourceLocation, _ label: String, _ style: Style, _ message: String) -> String {
        let place = painted(printable(location.description) + ":", .place)
        return "\(place) \(painted(label + ":", style)) \(painted(printable(message), .message))"
    }

    private func excerpt(
        _ location: SourceLocation,
        _ style: Style,
        isCut: Bool,
        _ source: (String) -> SourceText?
    ) -> [String] {
        guard let span = location.span, let text = source(location.path), var line = text.line(span.start.line)
        else { return [] }
        if isCut, span.end.line == span.start.line {
            line = String(String.UnicodeScalarView(line.unicodeScalars.prefix(span.end.column - 1))) + " …"
        }
        let snippet = Snippet(
            line: line,
            from: span.start.column,
            to: span.end.line == span.start.line ? span.end.column : nil
        )
        let number = String(span.start.line)
        let blank = painted(String(repeating: " ", count: number.count) + " |", .place)
        let caret = "^" + String(repeating: "~", count: snippet.width - 1)
        let source = snippet.text.isEmpty ? "" : " " + snippet.text
        return [
            blank,
            painted("\(number) |", .place) + source,
            "\(blank) \(String(repeating: " ", count: snippet.indent))\(painted(caret, style))",
        ]
    }
}

// MARK: - Colour

extension TextRenderer {
    private enum Style: String {
        case error = "1;31"
        case warning = "1;33"
        case help = "1;36"
        case place = "2"
        case message = "1"
    }

    private func painted(_ text: String, _ style: Style) -> String {
        usesColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
