package import Diagnostics
import YAML

extension Rule {
    /// A key that applies to another type of input or output.
    package static let inapplicableKey = Rule("inapplicable-key", "Every constraint applies to its input's type.")
}

/// Reported where a declaration's keys are read.
package enum InapplicableKey: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .inapplicableKey }
}

extension Fields {
    /// Reports the keys of a declaration that do not exist, or that its type does not have.
    ///
    /// - Parameters:
    ///   - allowed: The keys that the type has.
    ///   - known: The keys that any type has.
    ///   - subject: The declaration in a message: "an audio input".
    ///   - hints: Keys of other formats, with the equivalent of this one.
    func reportKeys(
        allowed: [String],
        known: [String],
        of subject: @autoclosure () -> String,
        hints: [String: String]
    ) {
        let pairs = mapping.pairs
        for index in pairs.indices where !allowed.contains(pairs[index].key.text) {
            let pair = pairs[index]
            if known.contains(pair.key.text) {
                let subject = subject()
                findings.report(
                    .inapplicableKey,
                    "\(quoted(pair.key.text)) does not apply to \(subject)",
                    at: pair.key.span,
                    help: "\(subject) takes \(listed(allowed, "and"))",
                    blocks: false
                )
            } else {
                reportUnknown(pair, known: allowed, hints: hints, elsewhere: known)
            }
        }
    }
}
