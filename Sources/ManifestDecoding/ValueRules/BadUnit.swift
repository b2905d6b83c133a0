package import Diagnostics

extension Rule {
    /// A size or a duration that cannot be read.
    package static let badUnit = Rule(
        "bad-unit",
        "A size or duration is a number with a known unit and no space in between.",
        isMandatory: true
    )
}

/// Reported where a size or a duration is read.
package enum BadUnit: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .badUnit }
}
