/// One message of the Swift compiler, with the notes that follow it.
struct CompilerMessage: Sendable, Hashable {
    /// How much it matters.
    enum Severity: String, Sendable, Hashable {
        case error
        case warning
        case note
    }

    /// The file as the compiler names it; `<unknown>` for a message about no file.
    var path: String
    /// The line from 1; 0 when the message is about no place.
    var line: Int
    /// The column from 1, in bytes.
    var column: Int
    /// How much it matters.
    var severity: Severity
    /// What it says, one phrase.
    var text: String
    /// What belongs to it.
    var notes: [CompilerMessage] = []

    /// Reads what the compiler printed with `-diagnostic-style=llvm`: a line for each message, with its source line below.
    ///
    /// - Parameter output: The text.
    /// - Returns: The messages in their order, each with its notes, and each once.
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

    /// Reads one line; `nil` for a line that is no message.
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
