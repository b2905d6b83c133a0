/// What a change of a file replaces, in the form that `diff -u` writes and `patch` reads.
package enum UnifiedDiff {
    private static let context = 3
    /// How many lines may differ for them to be compared line by line; beyond that they are one hunk, as the time grows with
    /// the square of the number.
    private static let mostCompared = 2_000

    /// Compares two texts line by line.
    ///
    /// - Parameters:
    ///   - old: The file as it is.
    ///   - new: The file as it would be.
    ///   - path: Its name.
    /// - Returns: The lines with a final newline, or nothing for equal texts.
    package static func text(from old: [UInt8], to new: [UInt8], path: String) -> String {
        guard old != new else { return "" }
        let before = lines(old)
        let after = lines(new)
        var text = "--- \(printable(path))\n+++ \(printable(path))\n"
        for hunk in hunks(changes(from: before, to: after), before.count, after.count) {
            text += "@@ -\(range(hunk.old)) +\(range(hunk.new)) @@\n"
            var line = hunk.old.lowerBound
            for change in hunk.changes {
                for kept in before[line..<change.old.lowerBound] { append(kept, " ", to: &text) }
                for removed in before[change.old] { append(removed, "-", to: &text) }
                for added in after[change.new] { append(added, "+", to: &text) }
                line = change.old.upperBound
            }
            for kept in before[line..<hunk.old.upperBound] { append(kept, " ", to: &text) }
        }
        return text
    }

    /// Cuts bytes into lines that keep their line feed.
    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == 0x0A {
            lines.append(bytes[start...index])
            start = index + 1
        }
        if start < bytes.count { lines.append(bytes[start...]) }
        return lines
    }

    private static func append(_ line: ArraySlice<UInt8>, _ sign: String, to text: inout String) {
        text += sign + String(decoding: line, as: UTF8.self)
        if line.last != 0x0A { text += "\n\\ No newline at end of file\n" }
    }

    /// Writes a range as `diff` does: `line,count`, where an empty range names the line before it.
    private static func range(_ range: Range<Int>) -> String {
        let start = range.isEmpty ? range.lowerBound : range.lowerBound + 1
        return range.count == 1 ? "\(start)" : "\(start),\(range.count)"
    }
}

// MARK: - Comparing

extension UnifiedDiff {
    /// Lines that are replaced by others.
    private struct Change {
        var old: Range<Int>
        var new: Range<Int>
    }

    /// Changes that are so near to each other that their context meets.
    private struct Hunk {
        var old: Range<Int>
        var new: Range<Int>
        var changes: [Change]
    }

    private static func changes(from before: [ArraySlice<UInt8>], to after: [ArraySlice<UInt8>]) -> [Change] {
        var head = 0
        while head < min(before.count, after.count), before[head] == after[head] { head += 1 }
        var tail = 0
        while tail < min(before.count, after.count) - head,
            before[before.count - 1 - tail] == after[after.count - 1 - tail]
        {
            tail += 1
        }
        let old = before[head..<before.count - tail]
        let new = after[head..<after.count - tail]
        guard old.count + new.count <= mostCompared else {
            return [Change(old: old.indices, new: new.indices)]
        }
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(head + offset)
            case .insert(let offset, _, _): added.insert(head + offset)
            }
        }
        return changes(removed, added, from: head, old.endIndex, new.endIndex)
    }

    /// Walks both texts in step and gathers the lines that are in one of them only.
    private static func changes(_ removed: Set<Int>, _ added: Set<Int>, from head: Int, _ oldEnd: Int, _ newEnd: Int)
        -> [Change]
    {
        var changes: [Change] = []
        var (left, right) = (head, head)
        while left < oldEnd || right < newEnd {
            let start = (left, right)
            while removed.contains(left) { left += 1 }
            while added.contains(right) { right += 1 }
            if start == (left, right) {
                left += 1
                right += 1
            } else {
                changes.append(Change(old: start.0..<left, new: start.1..<right))
            }
        }
        return changes
    }

    private static func hunks(_ changes: [Change], _ oldCount: Int, _ newCount: Int) -> [Hunk] {
        var hunks: [Hunk] = []
        for change in changes {
            let before = min(context, change.old.lowerBound)
            let after = min(context, oldCount - change.old.upperBound)
            let old = change.old.lowerBound - before..<change.old.upperBound + after
            let new = change.new.lowerBound - before..<change.new.upperBound + after
            if let last = hunks.indices.last, old.lowerBound <= hunks[last].old.upperBound {
                hunks[last].old = hunks[last].old.lowerBound..<old.upperBound
                hunks[last].new = hunks[last].new.lowerBound..<new.upperBound
                hunks[last].changes.append(change)
            } else {
                hunks.append(Hunk(old: old, new: new, changes: [change]))
            }
        }
        return hunks
    }
}
