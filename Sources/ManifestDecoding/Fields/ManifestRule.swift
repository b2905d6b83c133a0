package import Diagnostics

/// One rule about manifests, which is listed in ``ManifestRules``.
///
/// A rule about a single value is called where the value is decoded; the others implement one of the checks below.
package protocol ManifestRule: SendableMetatype {
    /// The id, the severity and the demand.
    static var rule: Rule { get }

    /// Checks a whole manifest.
    ///
    /// - Parameters:
    ///   - manifest: The manifest; its findings so far are those about single values.
    ///   - findings: Receives what is wrong.
    static func check(_ manifest: LocatedManifest, _ findings: Findings)

    /// Compares the manifests of a registry with each other.
    ///
    /// - Parameter entries: The manifests, in an order that does not vary.
    /// - Returns: The findings.
    static func check(registry entries: [RegistryEntry]) -> [Diagnostic]
}

extension ManifestRule {
    /// Finds nothing, for a rule about a single value or about a registry.
    package static func check(_ manifest: LocatedManifest, _ findings: Findings) {}

    /// Finds nothing, for a rule about one manifest.
    package static func check(registry entries: [RegistryEntry]) -> [Diagnostic] { [] }
}
