import Diagnostics
import ManifestChecks
import ModelManifest

/// Compares the secrets of a manifest with those that the model requests.
struct SecretAgreement {
    /// The manifest.
    let decoded: DecodedManifest
    /// The secrets that the model requested during its setup.
    let asked: [String]

    /// Returns the differences, each at its place.
    func diagnostics(_ secrets: [SecretDeclaration], mentions: (String) -> Bool) -> [Diagnostic] {
        let declared = secrets.map(\.key)
        let missing = asked.filter { !declared.contains($0) }.map { undeclared($0, declared) }
        let unused = secrets.enumerated()
            .filter { !asked.contains($0.element.key) && !mentions($0.element.key) }
            .map { self.unused($0.element, at: $0.offset) }
        return missing + unused
    }

    private func undeclared(_ key: String, _ declared: [String]) -> Diagnostic {
        let near = nearest(to: key, in: declared).map { "; did you mean '\($0)'?" } ?? ""
        return Diagnostic(
            .undeclaredSecret,
            "the model requests the secret \(quoted(key)), which is not declared",
            at: decoded.location(of: ["secrets"]),
            help:
                "add '- {key: \(printable(key)), description: …}' under 'secrets': a model gets only the secrets that are declared\(near)"
        )
    }

    private func unused(_ secret: SecretDeclaration, at index: Int) -> Diagnostic {
        Diagnostic(
            .unusedSecret,
            "the secret \(quoted(secret.key)) is declared, but the model does not request it",
            at: decoded.location(ofSecret: index),
            help:
                "remove it, so that the model gets only what it needs, or request it with 'setup.secret(\"\(printable(secret.key))\")'"
        )
    }
}
