/// The words of a piece of a command line, without the quotes of bash, zsh and fish.
struct ShellWords: Equatable {
    /// The words; the last one is the one that is being typed, and empty after a space.
    private(set) var words: [String] = [""]
    /// The quote that is open at the end.
    private(set) var openQuote: Character?

    /// Splits a text.
    ///
    /// - Parameters:
    ///   - text: The text before the cursor, or a part of it.
    ///   - openQuote: A quote that was opened before the text.
    init(_ text: some StringProtocol, openQuote: Character? = nil) {
        self.openQuote = openQuote
        var isEscaped = false
        var isInWord = openQuote != nil
        for character in text {
            if isEscaped {
                // Inside double quotes, a backslash stands for itself unless it takes a meaning away.
                if self.openQuote == "\"", !"\"\\$`".contains(character) { append("\\") }
                append(character)
                isEscaped = false
            } else if character == "\\", self.openQuote != "'" {
                isEscaped = true
                isInWord = true
            } else if let quote = self.openQuote {
                if character == quote { self.openQuote = nil } else { append(character) }
            } else if character == "\"" || character == "'" {
                self.openQuote = character
                isInWord = true
            } else if character.isWhitespace {
                if isInWord { words.append("") }
                isInWord = false
            } else {
                append(character)
                isInWord = true
            }
        }
    }

    private mutating func append(_ character: Character) {
        words[words.count - 1].append(character)
    }
}
