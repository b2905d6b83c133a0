package import Diagnostics

extension Rule {
    /// A number that makes no sense for its key.
    package static let outOfRange = Rule(
        "out-of-range",
        "Numbers are within the range that their key allows.",
        isMandatory: true
    )
}

/// Reported where a number is read.
package enum OutOfRange: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .outOfRange }
}

extension Findings {
    /// Reports a negative number for a key that does not take one.
    ///
    /// - Parameters:
    ///   - subject: The key in quotes.
    ///   - place: Where.
    func reportNegative(_ subject: String, at place: Span) {
        report(.outOfRange, "\(subject) must not be negative", at: place)
    }
}
