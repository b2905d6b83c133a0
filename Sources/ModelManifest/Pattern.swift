/// The regular expression of an input, compiled only when it is needed.
struct Pattern {
    /// The longest pattern that is compiled, in bytes; the compiler's recursion grows with it.
    static let longest = 500

    private let expression: Regex<AnyRegexOutput>

    /// Compiles a pattern; nil when it is not a regular expression or too long.
    init?(_ source: String) {
        guard source.utf8.count <= Self.longest, let expression = try? Regex(source) else { return nil }
        self.expression = expression
    }

    /// Whether the pattern matches somewhere in a text.
    func matches(_ text: String) -> Bool {
        (try? expression.firstMatch(in: text)) != nil
    }
}
