package import Diagnostics

extension Rule {
    /// No memory at all.
    package static let zeroMemory = Rule(
        "zero-memory",
        "A model says how much memory it needs.",
        severity: .warning
    )
}

/// Reported by ``MemorySize``.
package enum ZeroMemory: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .zeroMemory }

    /// Reports `ram: 0`.
    ///
    /// - Parameters:
    ///   - place: Where.
    ///   - findings: Receives it.
    package static func report(at place: Span, _ findings: Findings) {
        findings.report(
            .zeroMemory,
            "'ram' is 0",
            at: place,
            help: "write the most that the model needs, such as 4 for 4GB"
        )
    }
}
