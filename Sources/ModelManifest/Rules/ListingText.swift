package import Diagnostics
import YAML

extension Rule {
    /// More text than the listing takes.
    package static let longDescription = Rule(
        "long-description",
        "A description has at most 200 characters.",
        severity: .warning
    )
    /// Blanks that nobody wanted.
    package static let strayBlank = Rule(
        "stray-blank",
        "A title or description has single blanks, and only between words.",
        severity: .warning
    )
}

/// What the listing shows of a model in words.
enum ListingText {
    private static let longest = 200

    /// Reports a description that the listing refuses, and blanks that it shows.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        for key in ["title", "description"] {
            guard let pair = manifest.mapping[key], let text = pair.value.string else { continue }
            if key == "description", text.utf8.count > longest { checkLength(text, pair, findings) }
            checkBlanks(text, pair, findings)
        }
    }

    private static func checkLength(_ text: String, _ pair: Mapping.Pair, _ findings: Findings) {
        let length = text.unicodeScalars.count
        guard length > longest else { return }
        findings.report(
            .longDescription,
            "the description has \(length) characters; the listing takes \(longest)",
            at: pair.place,
            help: "leave out \(length - longest) characters; the README has room for the rest"
        )
    }

    private static func checkBlanks(_ text: String, _ pair: Mapping.Pair, _ findings: Findings) {
        guard case .scalar(let scalar) = pair.value.content else { return }
        if scalar.style == .block { return }
        guard mayHaveStrayBlanks(text) else { return }
        let stray = strayBlanks(text)
        guard let first = stray.first, !isBlank(text) else { return }
        let place = first == 0 ? "at its start" : isAtEnd(first, text) ? "at its end" : "between two words"
        let edits = edits(removing: stray, from: pair.value, scalar)
        findings.report(
            .strayBlank,
            place == "between two words"
                ? "'\(pair.key.text)' has two blanks \(place)" : "'\(pair.key.text)' has a blank \(place)",
            at: edits?.first?.span ?? pair.place,
            help: "remove it",
            fix: edits.map { Fix("remove blanks", $0) }
        )
    }

    /// A quick look that clears nearly every text.
    private static func mayHaveStrayBlanks(_ text: String) -> Bool {
        let found = text.utf8.withContiguousStorageIfAvailable { bytes in
            var wasBlank = true
            for byte in bytes {
                let isBlank = byte == UInt8(ascii: " ")
                if isBlank, wasBlank { return true }
                wasBlank = isBlank
            }
            return wasBlank
        }
        return found ?? true
    }

    private static func isAtEnd(_ index: Int, _ text: String) -> Bool {
        text.utf8.dropFirst(index).allSatisfy { $0 == UInt8(ascii: " ") }
    }

    /// The positions of blanks that can go, in bytes.
    private static func strayBlanks(_ text: String) -> [Int] {
        var found: [Int] = []
        var wasBlank = true
        var index = 0
        for byte in text.utf8 {
            let isBlank = byte == UInt8(ascii: " ")
            if isBlank, wasBlank { found.append(index) }
            wasBlank = isBlank
            index += 1
        }
        // The blank before the end of the text is the first of its run.
        if wasBlank, index > 0 {
            let kept = text.utf8.reversed().prefix { $0 == UInt8(ascii: " ") }.count
            if found.last != index - kept { found = found.filter { $0 < index - kept } + Array((index - kept)..<index) }
        }
        return found
    }

    /// The edits that remove single blanks from a value that is written in one line and without escapes.
    private static func edits(removing bytes: [Int], from node: Node, _ scalar: Scalar) -> [Fix.Edit]? {
        let span = node.span
        let quotes = scalar.style == .quoted ? 2 : 0
        let width = span.end.column - span.start.column
        guard span.start.line == span.end.line, width == scalar.text.unicodeScalars.count + quotes else { return nil }
        var edits: [Fix.Edit] = []
        var wanted = bytes[...]
        var (byte, column) = (0, span.start.column + quotes / 2)
        for unit in scalar.text.unicodeScalars {
            if wanted.first == byte {
                edits.append(
                    Fix.Edit(replacing: Span(start: Mark(line: span.start.line, column: column), length: 1), with: "")
                )
                wanted = wanted.dropFirst()
            }
            byte += unit.utf8.count
            column += 1
        }
        return edits
    }
}
