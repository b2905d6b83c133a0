/// Returns the candidate that a misspelled word was most likely meant to be.
///
/// Case and the choice between `-`, `_` and a space do not count. Near means an edit distance below 4 and below half of the word, so that
/// short words do not match everything; an abbreviation of at least three letters (`desc`, `img`) is near, too, if
/// only one candidate fits it.
///
/// - Parameters:
///   - word: What was written.
///   - candidates: What could have been meant, in order of preference.
/// - Returns: The nearest candidate, the first of equals, or nil if none is near.
package func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
    let written = folded(word)
    guard !written.isEmpty, written.count <= 64 else { return nil }
    var best: (candidate: String, distance: Int)?
    var abbreviated: [String] = []
    for candidate in candidates {
        let letters = folded(candidate)
        guard letters.count <= 64 else { continue }
        let limit = min(3, max(1, (max(written.count, letters.count) - 1) / 2))
        let distance = editDistance(written, letters)
        if distance <= limit, distance < max(written.count, letters.count), distance < best?.distance ?? .max {
            best = (candidate, distance)
        }
        if isAbbreviation(written, of: letters) { abbreviated.append(candidate) }
    }
    if let best { return best.candidate }
    return abbreviated.count == 1 ? abbreviated.first : nil
}

private func folded(_ word: String) -> [Unicode.Scalar] {
    word.lowercased().unicodeScalars.map { $0 == "-" || $0 == " " ? "_" : $0 }
}

/// Whether the letters of a short form appear in order in the long form and both start alike.
private func isAbbreviation(_ short: [Unicode.Scalar], of long: [Unicode.Scalar]) -> Bool {
    guard short.count >= 3, short.first == long.first else { return false }
    var rest = long[...]
    for letter in short {
        guard let index = rest.firstIndex(of: letter) else { return false }
        rest = rest[(index + 1)...]
    }
    return true
}

/// Returns how many insertions, deletions, replacements and swaps of neighbors lead from one word to the other.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in 1...left.count {
        var current = [row]
        current.reserveCapacity(right.count + 1)
        for column in 1...right.count {
            let isSame = left[row - 1] == right[column - 1]
            var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
            if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                cost = min(cost, beforeLast[column - 2] + 1)
            }
            current.append(cost)
        }
        (beforeLast, last) = (last, current)
    }
    return last[right.count]
}

/// Returns how many slips of the hand lead from one word to another: letters too many, too few, wrong or swapped.
///
/// - Parameters:
///   - word: The one word.
///   - other: The other word.
/// - Returns: The number; for words of more than 64 letters the length of the longer one.
package func editDistance(from word: String, to other: String) -> Int {
    let (left, right) = (Array(word.unicodeScalars), Array(other.unicodeScalars))
    guard max(left.count, right.count) <= 64 else { return word == other ? 0 : max(left.count, right.count) }
    return editDistance(left, right)
}
