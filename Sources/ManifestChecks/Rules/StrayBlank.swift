package import Diagnostics
import ManifestDecoding
internal import ModelManifest
import YAML

extension Rule {
    /// Unintended spaces.
    package static let strayBlank = Rule(
        "stray-blank",
        "A title or description has single spaces, and only between words.",
        severity: .warning
    )
}

/// The listing shows the title and the description as they are.
enum StrayBlank: ManifestRule {
    static var rule: Rule { .strayBlank }

    /// Reports spaces that the listing would show.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        for key in ["title", "description"] {
            guard let pair = manifest.mapping[key], let text = pair.value.string else { continue }
            checkSpaces(text, pair, findings)
        }
    }

    private static func checkSpaces(_ text: String, _ pair: Mapping.Pair, _ findings: Findings) {
        guard case .scalar(let scalar) = pair.value.content else { return }
        if scalar.style == .block { return }
        guard mayHaveStraySpaces(text) else { return }
        let stray = straySpaces(text)
        guard let first = stray.first, !NameForms.isBlank(text) else { return }
        let place = first == 0 ? "at its start" : isAtEnd(first, text) ? "at its end" : "between two words"
        let edits = edits(removing: stray, from: pair.value, scalar)
        findings.report(
            .strayBlank,
            place == "between two words"
                ? "'\(pair.key.text)' has two spaces \(place)" : "'\(pair.key.text)' has a space \(place)",
            at: edits?.first?.span ?? pair.place,
            help: "remove it",
            fix: edits.map { Fix("remove spaces", $0) }
        )
    }

    /// A quick check that rules out nearly every text.
    private static func mayHaveStraySpaces(_ text: String) -> Bool {
        let found = text.utf8.withContiguousStorageIfAvailable { bytes in
            var wasSpace = true
            for byte in bytes {
                let isSpace = byte == UInt8(ascii: " ")
                if isSpace, wasSpace { return true }
                wasSpace = isSpace
            }
            return wasSpace
        }
        return found ?? true
    }

    private static func isAtEnd(_ index: Int, _ text: String) -> Bool {
        text.utf8.dropFirst(index).allSatisfy { $0 == UInt8(ascii: " ") }
    }

    /// The positions of the spaces that can be removed, in bytes.
    private static func straySpaces(_ text: String) -> [Int] {
        var found: [Int] = []
        var wasSpace = true
        var index = 0
        for byte in text.utf8 {
            let isSpace = byte == UInt8(ascii: " ")
            if isSpace, wasSpace { found.append(index) }
            wasSpace = isSpace
            index += 1
        }
        // The space before the end of the text is the first of its run.
        if wasSpace, index > 0 {
            let kept = text.utf8.reversed().prefix { $0 == UInt8(ascii: " ") }.count
            if found.last != index - kept { found = found.filter { $0 < index - kept } + Array((index - kept)..<index) }
        }
        return found
    }

    /// The edits that remove single spaces from a value that is written in one line and without escapes.
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
