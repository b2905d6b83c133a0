package import Diagnostics
internal import ManifestDecoding
internal import ModelManifest
import YAML

extension Rule {
    /// A secret and a plain variable with the same name.
    package static let shadowedSecret = Rule("shadowed-secret", "A secret is not also in 'env'.")
}

/// Of a secret and a variable of `env` with one name, the model would get only one.
enum ShadowedSecret: ManifestRule {
    static var rule: Rule { .shadowedSecret }

    /// Reports variables of `env` that have the name of a secret.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard !manifest.secrets.isEmpty else { return }
        let variables = VariableNames(manifest)
        for secret in variables.secrets {
            guard let twin = variables.env?[secret.value.key] else { continue }
            findings.report(
                .shadowedSecret,
                "\(quoted(secret.value.key)) is both a secret and in 'env'",
                at: twin.key.span,
                help: "remove it here, so that this value does not replace the user's secret",
                notes: [("the secret is declared here", secret.place(of: "key"))],
                blocks: false
            )
        }
    }
}
