package import ArgumentParser
package import ErrorReporting

/// The argument parser's errors, in the form of all other errors; the same for all programs.
package struct ParserFailure {
    /// The error's text.
    package let report: ErrorReport

    /// Describes an error of the parser.
    ///
    /// - Parameters:
    ///   - error: What was thrown while the command line was parsed.
    ///   - command: The program's command.
    ///   - advice: What is known better about some texts of the parser: what is wrong, and what to do.
    package init(
        _ error: any Error,
        of command: (some ParsableArguments).Type,
        advice: (String) -> (message: String?, help: String)? = { _ in nil }
    ) {
        let text = command.message(for: error)
        var (message, help) = Self.split(text)
        if let advice = advice(text) { (message, help) = (advice.message ?? message, advice.help) }
        let page = Self.page(command.fullMessage(for: error, columns: 200))
        report = ErrorReport(
            code: RunnerError.Code.usage.name,
            message: message,
            help: [help, page].compactMap(\.self).joined(separator: "\n      "),
            exitStatus: RunnerError.Code.usage.exitStatus
        )
    }

    /// Whether a command line asks for errors as JSON, as far as that can be known before it is parsed.
    ///
    /// - Parameter arguments: The command line, without the program's name.
    /// - Returns: Whether the arguments contain the option `--json`.
    package static func asksForJSON(_ arguments: [String]) -> Bool {
        arguments.prefix { $0 != "--" }.contains("--json")
    }

    /// The parser writes the error and the remedy as two sentences; our own commands write two lines.
    private static func split(_ text: String) -> (message: String, help: String?) {
        let cuts = ["\n", ". Did you mean", ". Please provide"]
        let cut = cuts.compactMap { text.firstRange(of: $0) }.min { $0.lowerBound < $1.lowerBound }
        guard let cut else { return (phrase(text), nil) }
        let help = text[text.index(after: cut.lowerBound)...].drop { $0 == " " }
        return (phrase(String(text[..<cut.lowerBound])), phrase(String(help).replacing("Please provide", with: "use")))
    }

    /// A sentence as a phrase: without the capital letter and the full stop.
    private static func phrase(_ text: String) -> String {
        let text = text.hasSuffix(".") ? String(text.dropLast()) : text
        guard let first = text.first, text.dropFirst().first?.isUppercase != true else { return text }
        return first.lowercased() + text.dropFirst()
    }

    /// The help page that the parser refers to.
    private static func page(_ fullMessage: String) -> String? {
        fullMessage.split(separator: "\n").compactMap { line -> String? in
            let words = line.split(separator: "'")
            guard line.hasPrefix("  See '"), words.count > 1 else { return nil }
            return "see '\(words[1])'"
        }.last
    }
}

extension ValidationError {
    /// Describes options that conflict.
    ///
    /// - Parameters:
    ///   - message: What is wrong.
    ///   - help: What to do.
    package init(_ message: String, help: String) {
        self.init("\(message)\n\(help)")
    }
}
