internal import ModelSupply

/// Suggests what an option of another program probably stands for.
package struct OptionGuess {
    /// What to type.
    package let help: String

    /// Checks an unknown option; `nil` when nothing better is known than the most similar option.
    ///
    /// - Parameters:
    ///   - message: The parser's message.
    ///   - arguments: The command line, without the program's name.
    package init?(_ message: String, _ arguments: [String]) {
        let prefix = "Unknown option '"
        guard message.hasPrefix(prefix) else { return nil }
        let option = String(message.dropFirst(prefix.count).prefix { $0 != "'" && $0 != "=" })
        guard let place = arguments.firstIndex(where: { $0 == option || $0.hasPrefix(option + "=") }) else {
            return nil
        }
        let replacement: [String]
        switch (arguments.first ?? "", option) {
        case ("-v", _), ("-V", _): replacement = ["--version"]
        case ("predict", "--model"), ("predict", "-m"), ("batch", "--model"), ("batch", "-m"), ("subjects", "--model"),
            ("subjects", "-m"), ("show", "--model"), ("show", "-m"):
            replacement = Self.withModelFirst(arguments, option, place)
        case ("runs", "--today"), ("runs", "--yesterday"), ("runs", "--week"):
            let times = ["--today": "today", "--yesterday": "yesterday", "--week": "7d"]
            replacement = arguments[..<place] + ["--since", times[option] ?? ""] + arguments[(place + 1)...]
        default: return nil
        }
        help = "did you mean: \(CommandText.runner(replacement))"
    }

    /// A model is an argument, not an option.
    private static func withModelFirst(_ arguments: [String], _ option: String, _ place: Int) -> [String] {
        var words = arguments
        let word = words.remove(at: place)
        if word == option {
            guard place < words.count else { return words + ["MODEL"] }
            words.insert(words.remove(at: place), at: 1)
        } else {
            words.insert(String(word.dropFirst(option.count + 1)), at: 1)
        }
        return words
    }
}
