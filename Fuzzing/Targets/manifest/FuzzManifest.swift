import Diagnostics
import Fuzzing
import Glibc
import ManifestChecks

/// Any bytes as a manifest: they are explained, in order, at places that are there.
@main
enum FuzzManifest {
    static func main() {
        exit(fuzz { fuzzManifest($0, $1) })
    }
}

private func fuzzManifest(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let decoded = ManifestFile.decode(Array(fuzzed: start, count), path: "inf.yml")
    let findings = decoded.diagnostics
    demand(decoded.manifest != nil || decoded.hasErrors, "an unusable manifest is not explained")
    demand(zip(findings, findings.dropFirst()).allSatisfy { !($1 < $0) }, "findings are not sorted")
    demand(findings.count <= Findings.limit + 1, "there are \(findings.count) findings")

    let source = decoded.source
    for finding in findings {
        check(finding.location, in: source, finding)
        for note in finding.notes { check(note.location, in: source, finding) }
        checkText(finding, source)
    }
    demand(findings.isEmpty == decoded.rendered().isEmpty, "findings are lost in the text")
    return 0
}

/// A place is within the file: a line that there is, and a column that is at most one behind its last one.
private func check(_ location: SourceLocation, in source: SourceText, _ finding: Diagnostic) {
    guard let span = location.span else { return }
    for mark in [span.start, span.end] {
        // What reaches to the end of the file may end on the line after the last one.
        let isEnd = mark == span.end && mark.line == source.lineCount + 1 && mark.column == 1
        guard let line = source.line(mark.line) else {
            demand(isEnd, "\(finding) is on a line that is not there, of \(source.lineCount)")
            continue
        }
        demand(
            mark.column >= 1 && mark.column <= line.unicodeScalars.count + 1,
            "\(finding) reaches to \(mark), where the line has \(line.unicodeScalars.count) columns"
        )
    }
}

/// A finding's text has its caret right below its line, and nothing that acts on a terminal.
private func checkText(_ finding: Diagnostic, _ source: SourceText) {
    let text = TextRenderer().render(finding) { _ in source }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    demand(lines.last?.isEmpty == true, "\(finding) does not end its last line")
    demand(lines.first?.contains("[\(finding.rule.id)]") == true, "\(finding) does not name its rule")
    demand(
        !text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" },
        "\(finding) has a control character in its text"
    )
    guard let span = finding.location.span else { return }
    // The end of a file whose last line lacks its line break has no line to show.
    if span.start.line > source.lineCount { return }
    demand(lines.count >= 5, "\(finding) shows no line")
    let caret = lines[3].drop { $0 != "^" }
    demand(caret.first == "^", "\(finding) has no caret")
    demand(caret.dropFirst().allSatisfy { $0 == "~" }, "\(finding) has more below its line than a caret")
    demand(lines[2].hasPrefix("\(span.start.line) |"), "\(finding) shows another line")
}
