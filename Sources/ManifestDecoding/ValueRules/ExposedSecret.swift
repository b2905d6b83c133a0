package import Diagnostics
package import YAML

extension Rule {
    /// A real key in the file.
    package static let exposedSecret = Rule(
        "exposed-secret",
        "A manifest contains the names of secrets, never their values.",
        hidesRestOfLine: true
    )
}

/// Everyone who can read a manifest can use the keys in it.
package enum ExposedSecret: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .exposedSecret }

    private static let valueKeys = ["value", "default", "secret", "token", "password"]

    /// Reports a value in the entry of a secret, and real keys in its other texts.
    ///
    /// - Parameters:
    ///   - entry: The entry's mapping.
    ///   - findings: Receives what is wrong.
    /// - Returns: The keys that were reported.
    static func checkEntry(_ entry: Mapping, _ findings: Findings) -> [String] {
        var reported: [String] = []
        for pair in entry.pairs {
            guard let text = pair.value.string, !text.isEmpty else { continue }
            if valueKeys.contains(pair.key.text) {
                reported.append(pair.key.text)
                if KeyShape.isPlaceholder(text) {
                    report(
                        "a secret has no value in the manifest",
                        pair,
                        findings,
                        "remove the line; each user has their own value"
                    )
                } else {
                    report("the value of a secret is in the manifest", pair, findings)
                }
            } else if pair.key.text == "key", holdsValue(text) {
                report("the key of a secret also contains its value", pair, findings)
            } else if pair.key.text == "key" || pair.key.text == "description", KeyShape.containsKey(text) {
                report("the \(pair.key.text) of a secret contains what looks like a real key", pair, findings)
            }
        }
        return reported
    }

    /// Whether a secret was declared as `NAME=value`.
    ///
    /// - Parameter key: The text that should be its name.
    /// - Returns: Whether something follows the first equals sign.
    package static func holdsValue(_ key: String) -> Bool {
        let name = key.utf8.drop { $0 == UInt8(ascii: "=") }
        guard let sign = name.firstIndex(of: UInt8(ascii: "=")) else { return false }
        return name.index(after: sign) != name.endIndex
    }

    /// Reports real secrets among the variables of `env`.
    package static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard case .mapping(let env) = manifest.mapping["env"]?.value.content else { return }
        for pair in env.pairs where isReal(pair) {
            let key = printable(pair.key.text)
            report(
                "the value of \(quoted(pair.key.text)) looks like a real secret",
                pair,
                findings,
                "revoke it, since everyone with this file has it too; then declare '- key: \(key)' in 'secrets'"
            )
        }
    }

    /// Whether a variable of `env` holds a real secret.
    package static func isReal(_ pair: Mapping.Pair) -> Bool {
        guard let value = pair.value.string ?? (pair.value.isNull ? "" : nil) else { return false }
        return isReal(value, SecretNameKind(pair.key.text))
    }

    private static func isReal(_ value: String, _ name: SecretNameKind) -> Bool {
        if value.utf8.count < 6 || value.utf8.contains(UInt8(ascii: " ")) && !value.hasPrefix("-----") { return false }
        if KeyShape.isKey(value) { return true }
        if KeyShape.isPlaceholder(value) || value.utf8.contains(UInt8(ascii: "/")) && name == .plain { return false }
        switch name {
        case .secret: return value.utf8.first != UInt8(ascii: "/")
        case .maybe: return KeyShape.isRandom(value, least: 12)
        case .hash: return false
        case .plain: return KeyShape.isRandom(value, least: 24)
        }
    }

    private static func report(_ message: String, _ pair: Mapping.Pair, _ findings: Findings, _ help: String? = nil) {
        findings.report(
            .exposedSecret,
            message,
            at: pair.key.span,
            help: help ?? "revoke it, since everyone with this file has it too; a manifest contains only '- key: NAME'",
            blocks: false
        )
    }
}
