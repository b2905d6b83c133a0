package import Diagnostics
import ManifestDecoding
internal import ModelManifest
import YAML

extension Rule {
    /// A secret without a description.
    package static let undescribedSecret = Rule(
        "undescribed-secret",
        "A secret's description says what it is and where to get it.",
        severity: .warning
    )
}

/// Users are asked for a secret with its description.
enum UndescribedSecret: ManifestRule {
    static var rule: Rule { .undescribedSecret }

    /// Reports secrets without a description.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard !manifest.secrets.isEmpty else { return }
        for secret in VariableNames(manifest).secrets where !findings.isFull {
            guard NameForms.isBlank(secret.value.description), lacksDescription(secret.mapping) else { continue }
            findings.report(
                .undescribedSecret,
                "secret \(quoted(secret.value.key)) has no description",
                at: secret.place(of: "key"),
                help: "add 'description: …' with what it is and where to get it; users see it when asked for the secret"
            )
        }
    }

    /// Whether a secret really has no description, rather than one that could not be read or is reported elsewhere.
    private static func lacksDescription(_ secret: Mapping?) -> Bool {
        guard let secret else { return true }
        if let pair = secret["description"] { return pair.value.isNull || pair.value.string != nil }
        return secret.isWhole
            && !secret.pairs.contains {
                KeyHint.secret[$0.key.text]?.hasPrefix("description:") == true
                    || nearest(to: $0.key.text, in: ["description"]) != nil
            }
    }
}
