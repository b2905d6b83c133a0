package import Diagnostics

extension Rule {
    /// A size that was probably meant in another unit.
    package static let doubtfulSize = Rule(
        "doubtful-size",
        "A size of memory is one that a machine has.",
        severity: .warning
    )
}

/// Reported by ``MemorySize``.
package enum DoubtfulSize: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .doubtfulSize }
}
