/// A shell that completes.
package enum Shell: String, Sendable, CaseIterable {
    case bash
    case zsh
    case fish
}

/// A shell's request for completions, and the answer.
///
/// An answer has a line for each candidate; zsh and fish get its description after a tab. A line that begins with a tab asks the
/// shell to complete paths: a tab, `files` or `folders`, a tab, and the text before the path in the same word.
package struct CompletionRequest: Sendable {
    /// The program and what follows it, without quotes; the word at the cursor ends at the cursor.
    package let words: [String]
    /// Which word the cursor is in.
    package let cursor: Int

    private let shell: Shell
    /// Of bash: the quote that is open at the cursor, and how much of the word bash keeps as it is.
    private var openQuote: Character?
    private var keptCount = 0

    /// Reads a question; nil when it is none.
    ///
    /// - Parameters:
    ///   - shell: Who asks.
    ///   - arguments: Of bash the line before the cursor, the line after it, and the piece of a word that bash replaces, which begins
    ///     after the last of `COMP_WORDBREAKS`. Of zsh and fish the index of the word at the cursor, and all words, of which fish leaves the
    ///     one at the cursor in its quotes.
    package init?(_ shell: Shell, _ arguments: [String]) {
        self.shell = shell
        switch shell {
        case .bash:
            guard arguments.count == 3 else { return nil }
            let before = ShellWords(arguments[0])
            var after = ShellWords(arguments[1], openQuote: before.openQuote).words
            // What touches the cursor belongs to the word before it.
            if arguments[1].first?.isWhitespace == false { after.removeFirst() }
            words = before.words + after.filter { !$0.isEmpty }
            cursor = before.words.count - 1
            openQuote = before.openQuote
            let replaced = ShellWords(arguments[2], openQuote: before.openQuote).words.joined(separator: " ")
            if before.words[cursor].hasSuffix(replaced) { keptCount = before.words[cursor].count - replaced.count }
        case .zsh, .fish:
            guard let index = arguments.first.flatMap({ Int($0) }), (0..<arguments.count - 1).contains(index) else {
                return nil
            }
            var words = Array(arguments.dropFirst())
            if shell == .fish { words[index] = ShellWords(words[index]).words.joined(separator: " ") }
            self.words = words
            cursor = index
        }
    }

    /// Returns the answer.
    ///
    /// - Parameter completion: The possible words.
    /// - Returns: Lines, each with its end.
    package func answer(_ completion: Completion) -> String {
        var lines = completion.candidates.map { candidate in
            switch shell {
            case .bash: bashText(candidate.text)
            case .zsh, .fish:
                candidate.description.isEmpty ? candidate.text : "\(candidate.text)\t\(candidate.description)"
            }
        }
        if let paths = completion.paths {
            let prefix = shell == .bash ? String(paths.prefix.dropFirst(keptCount)) : paths.prefix
            let kind = ([paths.onlyDirectories ? "folders" : "files"] + paths.fileExtensions).joined(separator: " ")
            lines.append("\t\(kind)\t\(prefix)")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// What bash puts in place of the piece that it replaces; zsh and fish quote by themselves.
    private func bashText(_ text: String) -> String {
        let special = openQuote == nil ? " \t'\"\\$`&|;()<>*?[]{}!#~^" : openQuote == "\"" ? "\"\\$`" : ""
        return text.dropFirst(keptCount).map { character in
            if openQuote == "'", character == "'" { return #"'\''"# }
            return special.contains(character) ? "\\\(character)" : String(character)
        }.joined()
    }
}
