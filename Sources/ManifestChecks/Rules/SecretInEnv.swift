package import Diagnostics
import ManifestDecoding
import ModelManifest
import YAML

extension Rule {
    /// A secret that is declared as a plain variable.
    package static let secretInEnv = Rule(
        "secret-in-env",
        "Secrets are declared in 'secrets', not in 'env'.",
        severity: .warning
    )
}

/// Users are asked for what is in `secrets`; the values of `env` are part of the manifest.
enum SecretInEnv: ManifestRule {
    static var rule: Rule { .secretInEnv }

    /// Reports variables of `env` that are named like secrets and have no real value.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard case .mapping(let env) = manifest.mapping["env"]?.value.content, !env.pairs.isEmpty else { return }
        let secrets = Set(manifest.secrets.map(\.value.key))
        for pair in env.pairs where !secrets.contains(pair.key.text) && !ExposedSecret.isReal(pair) {
            guard let value = pair.value.string ?? (pair.value.isNull ? "" : nil), KeyShape.isPlaceholder(value),
                [.secret, .maybe].contains(SecretNameKind(pair.key.text))
            else { continue }
            findings.report(
                .secretInEnv,
                "\(quoted(pair.key.text)) looks like a secret, but secrets are not declared in 'env'",
                at: pair.key.span,
                help: "move it to 'secrets': '- key: \(printable(pair.key.text))'"
            )
        }
    }
}
