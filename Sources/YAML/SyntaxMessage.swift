import Diagnostics

/// Explains an error of libyaml in the terms of a manifest's author.
struct SyntaxMessage {
    private var rule = Rule.yamlSyntax
    private var message: String
    private var span: Span
    private var help: String?
    private var notes: [(message: String, span: Span)] = []

    /// Translates a problem.
    ///
    /// - Parameters:
    ///   - problem: What libyaml reports. An unknown one keeps libyaml's wording.
    ///   - text: The text that was parsed.
    init(_ problem: SyntaxProblem, in text: ArraySlice<UInt8>) {
        let lines = ParsedLines(text)
        let opening = problem.contextMark.map { Span(start: $0, length: 1) }
        message = problem.problem
        span = lines.clamped(Span(start: problem.mark, length: 1))
        switch problem.problem {
        case "mapping values are not allowed in this context":
            explainColon(problem.mark, lines)
        case "could not find expected ':'":
            explainMissingColon(problem.contextMark ?? problem.mark, lines)
        case "did not find expected key":
            explainKey(problem.mark, lines, opening)
        case "did not find expected '-' indicator":
            explainItem(problem.mark, lines)
            notes = opening.map { [("the list starts here", $0)] } ?? []
        case "block sequence entries are not allowed in this context":
            message = "a list cannot start on the line of its key"
            help = "put '- …' on a separate line, or write [a, b]"
        case "did not find expected <document start>":
            message = "the document ended before this"
            help = "a manifest is one mapping of 'key: value' lines that start in the first column"
        case "found character that cannot start any token", "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            explainStart(problem.mark, lines)
        case "did not find expected comment or line break":
            span = lines.rest(from: problem.mark)
            message = "text on the line of '|' or '>'"
            help = "start the text on the next line, indented further than the key, or put it in quotes"
        case "did not find expected node content" where lines.isAtEnd(problem.mark) && lines.openBracket() != nil:
            explainEnd(lines)
        case "did not find expected node content":
            message = "a value is missing before this"
            help = "write the value, or remove the character before it"
        case "found undefined tag handle":
            span = opening ?? span
            message = "a value cannot start with '!'"
            help = "put the value in quotes"
        case "found unexpected end of stream", "found unexpected document indicator":
            span = opening ?? span
            message = "this quote is never closed"
            help = "add the closing quote"
        case "did not find expected ',' or ']'":
            explainOpenBracket("[", "]", opening)
        case "did not find expected ',' or '}'":
            explainOpenBracket("{", "}", opening)
        case "did not find expected alphabetic or numeric character":
            // '*text*' and '& more', read as an alias and an anchor.
            let sign = problem.context.contains("alias") ? "*" : "&"
            span = opening ?? span
            message = "a value cannot start with '\(sign)'"
            help = "put the value in quotes"
        case "found unknown escape character", "did not find expected hexdecimal number":
            message = "an unknown escape after '\\'"
            help = "write '\\\\' for a backslash, or use single quotes"
        default:
            if !problem.context.isEmpty { message += " (\(problem.context))" }
        }
    }

    /// Adds the finding.
    ///
    /// - Parameter findings: Receives it.
    func report(to findings: Findings) {
        findings.report(rule, message, at: span, help: help, notes: notes)
    }

    private mutating func explainMissingColon(_ mark: Mark, _ lines: ParsedLines) {
        if explainSlip(in: mark.line, lines) { return }
        span = lines.rest(from: mark)
        let before = lines.text(before: Mark(line: mark.line - 1, column: .max))
        if lines.text(before: mark).allSatisfy({ $0 == " " }), before.hasPrefix(lines.text(before: mark) + "- ") {
            message = "no '- ' before this item of the list"
            help = "write '- \(printable(lines.text(in: span)))'"
        } else {
            message = "no ':' after this key"
            help = "write 'key: value'; a value that continues on the next line is indented further than its key"
        }
    }

    /// Explains a line in which the key's ':' is not one; false if there is no such mistake.
    private mutating func explainSlip(in line: Int, _ lines: ParsedLines) -> Bool {
        guard let slip = KeySlip(lines.text(before: Mark(line: line, column: .max))) else { return false }
        message = slip.message
        help = slip.help
        span = Span(start: Mark(line: line, column: slip.column), length: slip.length)
        return true
    }

    private mutating func explainColon(_ mark: Mark, _ lines: ParsedLines) {
        let parts = lines.text(before: mark).split(separator: ": ", maxSplits: 1)
        if parts.count == 2 || lines.text(before: mark).contains(": ") {
            message = "a second ': ' on one line"
            help = "put a value that contains ': ' in quotes"
            if let quote = parts.last?.first(where: { $0 != " " }), "“”„‘’«".contains(quote) {
                help = "'\(quote)' is not a quote in YAML; put the value in \" or '"
            }
        } else if explainSlip(in: mark.line - 1, lines) {
            return
        } else {
            message = "a key below a value that is already complete"
            help =
                "start the key in the column of the keys before it, or put a value that continues on this line in quotes"
            let blanks = lines.text(before: mark).prefix { $0 == " " }.count
            span = Span(start: Mark(line: mark.line, column: blanks + 1), end: mark)
        }
    }

    private mutating func explainKey(_ mark: Mark, _ lines: ParsedLines, _ opening: Span?) {
        let before = lines.text(before: mark).last { $0 != " " }
        switch before {
        case "\"", "'":
            message = "text after the closing quote"
            help = "put the quotes around the whole value; inside single quotes, write '' for a quote"
        case "]", "}":
            message = "text after the closing bracket"
            help = "put a value that starts with a bracket in quotes"
        default:
            message = "this does not line up with the keys before it"
            help = "keys of one mapping start in the same column"
            notes = opening.map { [("the mapping starts here", $0)] } ?? []
        }
    }

    private mutating func explainItem(_ mark: Mark, _ lines: ParsedLines) {
        if lines.scalar(at: mark) == "-" {
            message = "this does not line up with the list before it"
            help = "items of one list start with '- ' in the same column"
        } else {
            message = "this does not line up with the keys of the item before it"
            help = "another key of an item starts two columns after the item's '-'; a new item starts with '- '"
        }
    }

    private mutating func explainStart(_ mark: Mark, _ lines: ParsedLines) {
        let scalar = lines.scalar(at: mark)
        if scalar == "`", lines.text(before: Mark(line: mark.line, column: .max)).hasPrefix("```") {
            span = Span(start: mark, length: 3)
            message = "a fence of Markdown"
            help = "remove the lines that start with '```'"
        } else if scalar == "\t" {
            rule = .tab
            message = "a tab between the parts of the file"
            help = "use spaces"
        } else {
            message = "a value cannot start with \(quoted(scalar.map { String($0) } ?? ""))"
            help = "put the value in quotes"
        }
    }

    /// Explains a file that ends within brackets.
    private mutating func explainEnd(_ lines: ParsedLines) {
        guard let (open, mark) = lines.openBracket() else { return }
        explainOpenBracket(open, open == "{" ? "}" : "]", Span(start: mark, length: 1))
        message = "'\(open)' is not closed before the end of the file"
    }

    private mutating func explainOpenBracket(_ open: String, _ close: String, _ opening: Span?) {
        message = "'\(open)' is not closed before this"
        help = "separate the items with ',' and close with '\(close)'"
        notes = opening.map { [("'\(open)' is here", $0)] } ?? []
    }
}

/// The lines of a text that could not be parsed, to find the token that a mark means.
private struct ParsedLines {
    private let lines: [String]

    init(_ text: ArraySlice<UInt8>) {
        let source = SourceText(Array(text))
        lines = (1...source.lineCount).map { source.line($0) ?? "" }
    }

    /// Whether nothing follows a mark.
    func isAtEnd(_ mark: Mark) -> Bool {
        guard mark.line <= lines.count else { return true }
        let rest = lines[mark.line - 1].unicodeScalars.dropFirst(mark.column - 1)
        return rest.allSatisfy { $0 == " " } && lines.dropFirst(mark.line).allSatisfy { $0.allSatisfy { $0 == " " } }
    }

    /// The last bracket that is not closed, and its place; quotes and comments are skipped.
    func openBracket() -> (open: String, mark: Mark)? {
        var open: [(String, Mark)] = []
        var quote: Unicode.Scalar?
        for (index, line) in lines.enumerated() {
            var last: Unicode.Scalar = " "
            for (column, scalar) in line.unicodeScalars.enumerated() {
                defer { last = scalar }
                if let current = quote {
                    if scalar == current { quote = nil }
                    continue
                }
                if scalar == "#", last == " " { break }
                switch scalar {
                case "\"", "'": if " [{,:".unicodeScalars.contains(last) { quote = scalar }
                case "{", "[": open.append((String(scalar), Mark(line: index + 1, column: column + 1)))
                case "}", "]": _ = open.popLast()
                default: break
                }
            }
        }
        return open.last.map { ($0.0, $0.1) }
    }

    func scalar(at mark: Mark) -> Unicode.Scalar? {
        guard mark.line >= 1, mark.line <= lines.count else { return nil }
        return lines[mark.line - 1].unicodeScalars.dropFirst(mark.column - 1).first
    }

    /// The text of the mark's line up to the mark.
    func text(before mark: Mark) -> String {
        guard mark.line >= 1, mark.line <= lines.count else { return "" }
        return String(String.UnicodeScalarView(lines[mark.line - 1].unicodeScalars.prefix(mark.column - 1)))
    }

    /// The text of a span within a line.
    func text(in span: Span) -> String {
        let text = text(before: span.end).unicodeScalars.dropFirst(span.start.column - 1)
        return String(String.UnicodeScalarView(text))
    }

    /// The part of a span that exists: after the end of a line it is empty, after the last line with text it is the end of
    /// that line.
    func clamped(_ span: Span) -> Span {
        let last = (lines.lastIndex { $0.contains { $0 != " " } } ?? 0) + 1
        let number = min(span.start.line, last)
        guard number >= 1, number <= lines.count else { return Span(start: span.start, length: 0) }
        let end = Mark(line: number, column: lines[number - 1].unicodeScalars.count + 1)
        return Span(start: min(span.start, end), end: min(span.end, end))
    }

    /// From a mark to the end of its line, without spaces and a comment.
    func rest(from mark: Mark) -> Span {
        guard mark.line >= 1, mark.line <= lines.count else { return Span(start: mark, length: 0) }
        var rest = lines[mark.line - 1].unicodeScalars.dropFirst(mark.column - 1)
        if let comment = rest.indices.dropFirst().first(where: {
            rest[$0] == "#" && rest[rest.index(before: $0)] == " "
        }) {
            rest = rest[..<comment]
        }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return clamped(Span(start: mark, length: rest.count))
    }
}
