package import Diagnostics

extension Rule {
    /// A name that is not in a fixed set.
    package static let unknownValue = Rule(
        "unknown-value",
        "Types and formats are known.",
        isMandatory: true
    )
}

/// Reported where a value is read.
package enum UnknownValue: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .unknownValue }
}

extension Findings {
    /// Reports a name that is not in a fixed set.
    ///
    /// - Parameters:
    ///   - what: What is named: "type", "format".
    ///   - name: The name.
    ///   - place: Where.
    ///   - near: What was probably meant.
    ///   - known: The set.
    ///   - fix: A change that fixes it, if the meaning is clear.
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
