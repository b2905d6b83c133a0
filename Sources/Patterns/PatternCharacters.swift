/// The characters that one place of an expression matches.
struct PatternCharacters: Sendable, Hashable {
    /// A part of a set.
    enum Item: Sendable, Hashable {
        /// One character, in any of its canonically equivalent forms.
        case character(Character)
        /// All characters of a range that are one scalar.
        case range(ClosedRange<Unicode.Scalar>)
        /// All characters of a kind.
        case kind(Kind)
        /// All characters that are not of a kind.
        case other(Kind)
    }

    /// A kind of characters.
    enum Kind: String, Sendable, Hashable {
        case digit, word, space, newline, any
        case letter = "L"
        case upper = "Lu"
        case lower = "Ll"
        case mark = "M"
        case number = "N"
        case decimal = "Nd"
        case punctuation = "P"
        case symbol = "S"
        case separator = "Z"
        case control = "C"
    }

    /// The parts, of which one is enough.
    var items: [Item]
    /// Whether the set has all characters but these.
    var isNegated = false
    /// Whether upper and lower case are the same.
    var ignoresCase = false

    /// Whether the set has a character.
    func contains(_ character: Character) -> Bool {
        var isFound = holds(character)
        if !isFound, ignoresCase {
            isFound = (character.lowercased() + character.uppercased()).contains(where: holds)
        }
        return isFound != isNegated
    }

    private func holds(_ character: Character) -> Bool {
        items.contains { item in
            switch item {
            case .character(let wanted): return wanted == character
            case .range(let range):
                let scalars = character.unicodeScalars
                return scalars.count == 1 && scalars.first.map(range.contains) == true
            case .kind(let kind): return Self.isOf(kind, character)
            case .other(let kind): return !Self.isOf(kind, character)
            }
        }
    }

    /// Whether a character is a letter, a digit or `_`.
    static func isWord(_ character: Character) -> Bool {
        character == "_" || character.isLetter || character.isNumber
    }

    private static func isOf(_ kind: Kind, _ character: Character) -> Bool {
        switch kind {
        case .any: true
        case .word: isWord(character)
        case .space: character.isWhitespace
        case .newline: character.isNewline
        case .digit, .decimal: has(character) { $0 == .decimalNumber }
        case .letter: character.isLetter
        case .upper: has(character) { $0 == .uppercaseLetter }
        case .lower: has(character) { $0 == .lowercaseLetter }
        case .mark: has(character) { [.nonspacingMark, .spacingMark, .enclosingMark].contains($0) }
        case .number: character.isNumber
        case .punctuation: character.isPunctuation
        case .symbol: character.isSymbol
        case .separator: has(character) { [.spaceSeparator, .lineSeparator, .paragraphSeparator].contains($0) }
        case .control: has(character) { [.control, .format, .surrogate, .privateUse, .unassigned].contains($0) }
        }
    }

    private static func has(_ character: Character, _ test: (Unicode.GeneralCategory) -> Bool) -> Bool {
        character.unicodeScalars.first.map { test($0.properties.generalCategory) } ?? false
    }
}
