/// One message of the Swift compiler, with the notes that follow it.
struct CompilerMessage: Sendable, Hashable {
    /// The severity of a message.
    enum Severity: String, Sendable, Hashable {
        case error
        case warning
        case note
    }

    /// The file as the compiler names it; `<unknown>` for a message that is not about a file.
    var path: String
    /// The line from 1; 0 if the message has no place.
    var line: Int
    /// The column from 1, in bytes.
    var column: Int
    /// The severity.
    var severity: Severity
    /// The text, one phrase.
    var text: String
    /// The notes that follow it.
    var notes: [CompilerMessage] = []

    /// Parses the output of the compiler with `-diagnostic-style=llvm`: a line per message, followed by its source line.
    ///
    /// - Parameter output: The text.
    /// - Returns: The messages in order with their notes, without duplicates.
    static func messages(in output: String) -> [CompilerMessage] {
        var messages: [CompilerMessage] = []
        for line in output.split(separator: "\n") {
            guard let message = CompilerMessage(line: line) else { continue }
            if message.severity == .note {
                if let last = messages.indices.last { messages[last].notes.append(message) }
            } else if !messages.contains(where: { $0.isAtPlace(of: message) && $0.text == message.text }) {
                messages.append(message)
            }
        }
        return messages
    }

    /// Parses one line; `nil` for a line that is not a message.
    private init?(line: Substring) {
        let form = /(?<path>[^\s:][^:]*):(?<line>\d+)(:(?<column>\d+))?: (?<severity>error|warning|note): (?<text>.+)/
        guard let match = line.wholeMatch(of: form), let severity = Severity(rawValue: String(match.severity)) else {
            return nil
        }
        path = String(match.path)
        self.line = Int(match.line) ?? 0
        column = match.column.flatMap { Int($0) } ?? 0
        self.severity = severity
        text = String(match.text)
    }

    private func isAtPlace(of other: CompilerMessage) -> Bool {
        (path, line, column) == (other.path, other.line, other.column)
    }
}
