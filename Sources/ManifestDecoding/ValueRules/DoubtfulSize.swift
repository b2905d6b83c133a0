package import Diagnostics

extension Rule {
    /// A size that was probably meant in another unit.
    package static let doubtfulSize = Rule(
        "doubtful-size",
        "A memory size is one that a machine can have.",
        severity: .warning
    )
}

/// Reported by ``MemorySize``.
package enum DoubtfulSize: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .doubtfulSize }
}
