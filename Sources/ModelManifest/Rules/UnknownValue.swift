package import Diagnostics

extension Rule {
    /// A name that is not one of a closed set.
    package static let unknownValue = Rule("unknown-value", "Types and formats are among those that exist.")
}

extension Findings {
    /// Reports a name that is not one of a closed set.
    ///
    /// - Parameters:
    ///   - what: What the name is of: "type", "format".
    ///   - name: What was written.
    ///   - place: Where.
    ///   - near: What was probably meant.
    ///   - known: The set.
    ///   - fix: A change that mends it, if there is no doubt what was meant.
    func reportUnknownValue(
        _ what: String,
        _ name: String,
        at place: Span,
        near: String?,
        known: [String],
        fix: Fix? = nil
    ) {
        let suggestion = near.map { "did you mean '\($0)'? " } ?? ""
        report(
            .unknownValue,
            "unknown \(what) \(quoted(name))",
            at: place,
            help: "\(suggestion)\(what)s here: \(known.joined(separator: ", "))",
            fix: fix
        )
    }
}
