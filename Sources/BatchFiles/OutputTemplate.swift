internal import Diagnostics
package import ErrorReporting

/// Names output files after their rows: `out/{row}-{id}.mp4`.
///
/// `{row}` is the number of the row, and every other word in braces a column of the file. `{{` and `}}` stand for braces. What the user has
/// written around the words may lead anywhere; what comes from the file is one part of a name, never a path.
package struct OutputTemplate: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        case text(String)
        case row
        case column(String)
    }

    private let parts: [Part]

    /// The template as it was written.
    package let text: String

    /// The most bytes that a name of a file has on Linux's file systems, less what a partial file's ending needs.
    private static let mostBytes = 230

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - text: The template.
    ///   - columns: The columns of the file.
    /// - Throws: `RunnerError` with `usage` for an unmatched brace or a column that the file does not have.
    package init(_ text: String, columns: [String]) throws(RunnerError) {
        var parts: [Part] = []
        var plain = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            let isDoubled = rest.first == character
            if character == "{" || character == "}", isDoubled {
                plain.append(character)
                rest.removeFirst()
            } else if character == "{", let end = rest.firstIndex(of: "}") {
                let word = String(rest[..<end])
                rest = rest[end...].dropFirst()
                if !plain.isEmpty { parts.append(.text(plain)) }
                plain = ""
                parts.append(try Self.part(word, columns))
            } else if character == "{" || character == "}" {
                throw RunnerError(
                    .usage,
                    "the template '\(text)' has an unmatched '\(character)'",
                    help: "write {{ and }} for literal braces"
                )
            } else {
                plain.append(character)
            }
        }
        if !plain.isEmpty { parts.append(.text(plain)) }
        self.parts = parts
        self.text = text
    }

    private static func part(_ word: String, _ columns: [String]) throws(RunnerError) -> Part {
        if word == "row" { return .row }
        if columns.contains(word) { return .column(word) }
        let meant = nearest(to: word, in: columns + ["row"]).map { "did you mean '{\($0)}'? " } ?? ""
        throw RunnerError(
            .usage,
            "the template uses the column '\(word)', which the file does not have",
            help: "\(meant)known words: \((["row"] + columns).map { "{\($0)}" }.joined(separator: ", "))"
        )
    }

    /// The columns that the template names.
    package var columns: Set<String> {
        Set(parts.compactMap { part in if case .column(let name) = part { name } else { nil } })
    }

    /// Names the output of a row.
    ///
    /// - Parameter row: The row.
    /// - Returns: The path, relative to the working directory unless the template is absolute.
    /// - Throws: ``Refusal`` when a value cannot be part of a file's name.
    package func path(for row: BatchRow) throws(Refusal) -> String {
        var path = ""
        for part in parts {
            switch part {
            case .text(let text): path += text
            case .row: path += String(row.number)
            case .column(let name):
                guard let value = row.text(of: name), !value.isEmpty else {
                    throw Refusal(column: name, message: "the value is missing, and the output is named after it")
                }
                if let problem = Self.problem(with: value) { throw Refusal(column: name, message: problem) }
                path += value
            }
        }
        for name in path.split(separator: "/") where name == ".." || name == "." {
            guard !text.split(separator: "/").contains(name) else { continue }
            throw Refusal(
                column: columns.sorted().first,
                message: "the output would be named '\(path)', which is not a valid file name"
            )
        }
        if let long = path.split(separator: "/").first(where: { $0.utf8.count > Self.mostBytes }) {
            throw Refusal(
                column: columns.sorted().first,
                message: "the name of the output has \(long.utf8.count) bytes; the limit is \(Self.mostBytes)"
            )
        }
        return path
    }

    /// Why a value cannot be a part of a file's name.
    private static func problem(with value: String) -> String? {
        if value.contains("/") { return "'\(printable(value))' has a '/', which would lead to another directory" }
        let isControl = { (scalar: Unicode.Scalar) in scalar.value < 0x20 || scalar.value == 0x7F }
        return value.unicodeScalars.contains(where: isControl)
            ? "'\(printable(value))' contains a control character, which a file name cannot have" : nil
    }

    /// Why a row cannot name its output.
    package struct Refusal: Error, Sendable, Hashable {
        /// The column whose value it is.
        package var column: String?
        /// What is wrong, one phrase.
        package var message: String
    }
}
