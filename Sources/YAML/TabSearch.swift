import Diagnostics

/// Finds tabs between the parts of a file, outside of values and comments.
///
/// libyaml refuses tabs in indentation but skips others; a reader cannot see either of them.
struct TabSearch {
    private let text: ArraySlice<UInt8>
    private let values: [Span]

    /// Prepares a search.
    ///
    /// - Parameters:
    ///   - text: The parsed text.
    ///   - values: The places of its keys and values.
    init(_ text: ArraySlice<UInt8>, values: [Span]) {
        self.text = text
        self.values = values.sorted { $0.start < $1.start }
    }

    /// Reports the first tab of each line that is neither in a value nor in a comment.
    ///
    /// The search ends with the last value: after a syntax error, it is unknown what is a value.
    ///
    /// - Parameters:
    ///   - findings: Receives them; a line that it has a tab of already is left out.
    ///   - known: Other lines to leave out.
    func report(to findings: Findings, besides known: Set<Int> = []) {
        let reported = known.union(findings.diagnostics.filter { $0.rule == .tab }.compactMap(\.location.line))
        var next = 0
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A }) {
            number += 1
            if let last = values.last, last.end.line < number { return }
            while next < values.count, values[next].end < Mark(line: number, column: 1) { next += 1 }
            guard line.contains(0x09), !reported.contains(number) else { continue }
            let tabs = columns(of: line, number: number, values: values[next...]).map { column in
                Span(start: Mark(line: number, column: column), length: 1)
            }
            guard let first = tabs.first else { continue }
            findings.report(
                .tab,
                "a tab between the parts of the file",
                at: first,
                help: "use spaces",
                fix: Fix("write spaces", tabs.map { Fix.Edit(replacing: $0, with: " ") })
            )
        }
    }

    private func columns(of line: ArraySlice<UInt8>, number: Int, values: ArraySlice<Span>) -> [Int] {
        var columns: [Int] = []
        let values = values.prefix { $0.start.line <= number }
        var first = values.startIndex
        var column = 1
        var isAfterBlank = true
        for scalar in String(decoding: line, as: UTF8.self).unicodeScalars {
            let mark = Mark(line: number, column: column)
            while first < values.endIndex, values[first].end <= mark { first += 1 }
            let isInValue = first < values.endIndex && values[first].start <= mark
            if !isInValue {
                if scalar == "\t" { columns.append(column) }
                if scalar == "#", isAfterBlank { return columns }
            }
            isAfterBlank = scalar == " " || scalar == "\t"
            column += 1
        }
        return columns
    }
}
