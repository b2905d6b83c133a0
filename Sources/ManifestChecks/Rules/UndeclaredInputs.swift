package import Diagnostics
import ManifestDecoding
import ModelManifest
import YAML

extension Rule {
    /// A Swift model that does not declare its inputs.
    package static let undeclaredInputs = Rule(
        "undeclared-inputs",
        "A Swift model declares its inputs, even if it has none.",
        severity: .warning
    )
}

/// Without declarations, nothing can be checked before the model runs.
enum UndeclaredInputs: ManifestRule {
    static var rule: Rule { .undeclaredInputs }

    /// Reports a Swift model without the key `inputs`.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard manifest.profile == .runner, manifest.mapping.isWhole, !manifest.manifest.hasInputs,
            let kernel = manifest.mapping["kernel"]
        else { return }
        // A misspelled key is reported as unknown.
        if manifest.mapping.pairs.contains(where: {
            nearest(to: $0.key.text, in: ["inputs"]) != nil
                || KeyHint.manifest[$0.key.text]?.hasPrefix("inputs:") == true
        }) {
            return
        }
        findings.report(
            .undeclaredInputs,
            "a model without 'inputs' cannot be given any",
            at: kernel.place,
            help: "add 'inputs:' with a 'name: {type: …}' line for each, or 'inputs: {}' for none"
        )
    }
}
