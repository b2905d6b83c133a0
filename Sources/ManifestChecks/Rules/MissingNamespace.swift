package import Diagnostics
import ManifestDecoding
import ModelManifest
import YAML

extension Rule {
    /// A model without an owner.
    package static let missingNamespace = Rule(
        "missing-namespace",
        "A model for the platform names its namespace.",
        severity: .warning
    )
}

/// The platform finds a model by its owner and its name.
enum MissingNamespace: ManifestRule {
    static var rule: Rule { .missingNamespace }

    /// Reports a manifest for the platform without a namespace.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard manifest.profile == .platform, manifest.mapping.isWhole, manifest.manifest.namespace == nil else {
            return
        }
        let pair = manifest.mapping["namespace"]
        if let pair, !pair.value.isNull, pair.value.string == nil { return }
        findings.report(
            .missingNamespace,
            pair == nil ? "missing key 'namespace' in manifest" : "'namespace' is empty",
            at: pair?.place ?? manifest.mapping.pairs.first?.key.span,
            help: "write 'namespace: …' with the name of the workspace that owns the model"
        )
    }
}
