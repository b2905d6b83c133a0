/// A file's bytes after as many of its fixes as can be made at once.
///
/// Only the bytes of the edits change: line breaks, comments and a missing final newline stay as they are.
package struct AppliedFixes: Sendable {
    /// The changed bytes.
    package let bytes: [UInt8]
    /// How many fixes were made.
    package let count: Int

    /// Makes the fixes of findings about one file.
    ///
    /// Of two fixes that touch the same text the one of the earlier finding is made; the other is left for the next round,
    /// when its finding may be gone. A fix is made wholly or not at all.
    ///
    /// - Parameters:
    ///   - diagnostics: The findings, in their order.
    ///   - bytes: The file that they are about.
    package init(of diagnostics: [Diagnostic], to bytes: [UInt8]) {
        let source = SourceText(bytes)
        var accepted: [Change] = []
        var count = 0
        for fix in diagnostics.lazy.compactMap(\.fix) {
            guard let changes = Self.changes(of: fix, in: source), !changes.isEmpty,
                changes.contains(where: { !$0.replacement.elementsEqual(bytes[$0.range]) }),
                !changes.contains(where: { change in accepted.contains { $0.touches(change) } })
            else { continue }
            accepted += changes
            count += 1
        }
        self.bytes = Self.apply(accepted, to: bytes)
        self.count = count
    }

    /// Returns what a fix replaces, or nil when its edits overlap or are not in the text.
    private static func changes(of fix: Fix, in source: SourceText) -> [Change]? {
        var changes: [Change] = []
        for edit in fix.edits {
            guard let start = source.offset(of: edit.span.start), let end = source.offset(of: edit.span.end),
                start <= end
            else { return nil }
            let change = Change(range: start..<end, replacement: Array(edit.replacement.utf8))
            guard !changes.contains(where: { $0.overlaps(change) }) else { return nil }
            changes.append(change)
        }
        return changes
    }

    private static func apply(_ changes: [Change], to bytes: [UInt8]) -> [UInt8] {
        guard !changes.isEmpty else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + changes.reduce(0) { $0 + $1.replacement.count })
        var copied = 0
        // The sort is stable, so insertions at one place keep the order that their fix gives them.
        for change in changes.sorted(by: {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }) {
            result += bytes[copied..<change.range.lowerBound]
            result += change.replacement
            copied = change.range.upperBound
        }
        return result + bytes[copied...]
    }
}

/// One piece of a file to replace, in bytes.
private struct Change {
    let range: Range<Int>
    let replacement: [UInt8]

    /// Whether two changes of one fix replace the same byte, or one inserts within what the other replaces.
    func overlaps(_ other: Change) -> Bool {
        range.lowerBound < other.range.upperBound && other.range.lowerBound < range.upperBound
    }

    /// Whether changes of different fixes are so near that the order of making them could matter.
    func touches(_ other: Change) -> Bool {
        range.lowerBound <= other.range.upperBound && other.range.lowerBound <= range.upperBound
    }
}
