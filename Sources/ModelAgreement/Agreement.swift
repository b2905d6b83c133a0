package import Diagnostics
package import InferenceKit
package import ManifestChecks
import ModelManifest

/// Compares a manifest with the compiled code of its model.
package enum Agreement {
    /// Compares a manifest with what its model's code takes, returns and requests.
    ///
    /// Comments in the manifest can ignore findings; a comment that ignores nothing is a finding.
    ///
    /// - Parameters:
    ///   - decoded: The manifest, without errors.
    ///   - shape: What the code takes, returns and requests.
    ///   - mentions: Whether the model's code contains a text; a secret that it contains is not reported as unused.
    /// - Returns: The findings, each at its place in the manifest, sorted.
    package static func check(
        _ decoded: DecodedManifest,
        against shape: ModelShape,
        mentions: (String) -> Bool
    ) -> [Diagnostic] {
        guard let manifest = decoded.manifest else { return [] }
        let inputs = InputAgreement(decoded: decoded, shape: shape.input).diagnostics(manifest.inputs)
        let outputs = OutputAgreement(decoded: decoded, shape: shape.output).diagnostics(manifest.outputs)
        let secrets = SecretAgreement(decoded: decoded, asked: shape.secrets)
            .diagnostics(manifest.secrets, mentions: mentions)
        return decoded.withoutIgnored(inputs + outputs + secrets, scope: .code)
    }
}
