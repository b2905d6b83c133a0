package import Diagnostics
import YAML

extension Rule {
    /// A real key in the file.
    package static let exposedSecret = Rule(
        "exposed-secret",
        "A manifest holds the names of secrets, never their values.",
        hidesRestOfLine: true
    )
    /// A secret that is declared as a plain variable.
    package static let secretInEnv = Rule(
        "secret-in-env",
        "What is secret is declared in 'secrets', not in 'env'.",
        severity: .warning
    )
}

/// Keys that were written into a manifest, which whoever can read the file can use.
enum ExposedSecret {
    private static let valueKeys = ["value", "default", "secret", "token", "password"]

    /// Reports a value that is given in the entry of a secret, and keys in its other texts.
    ///
    /// - Parameters:
    ///   - entry: The entry's mapping.
    ///   - findings: Takes in what is wrong.
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
                        "remove the line; each user brings a value of their own"
                    )
                } else {
                    report("the value of a secret is in the manifest", pair, findings)
                }
            } else if pair.key.text == "key", holdsValue(text) {
                report("the key of a secret holds its value, too", pair, findings)
            } else if pair.key.text == "key" || pair.key.text == "description", KeyShape.containsKey(text) {
                report("the \(pair.key.text) of a secret holds what looks like a real key", pair, findings)
            }
        }
        return reported
    }

    /// Whether a secret was declared as `NAME=value`.
    ///
    /// - Parameter key: The text that should be its name.
    /// - Returns: Whether something stands behind the first equals sign.
    static func holdsValue(_ key: String) -> Bool {
        let name = key.utf8.drop { $0 == UInt8(ascii: "=") }
        guard let sign = name.firstIndex(of: UInt8(ascii: "=")) else { return false }
        return name.index(after: sign) != name.endIndex
    }

    /// Reports a variable of `env` that holds a secret or was meant to.
    ///
    /// - Parameters:
    ///   - pair: The name and the value.
    ///   - isSecret: Whether a secret has the same name, which is a finding of its own.
    ///   - findings: Takes in what is wrong.
    static func checkVariable(_ pair: Mapping.Pair, isSecret: Bool, _ findings: Findings) {
        guard let value = pair.value.string ?? (pair.value.isNull ? "" : nil) else { return }
        let name = NameKind(pair.key.text)
        let key = quoted(pair.key.text)
        if isReal(value, name) {
            let help =
                "revoke it, since whoever has this file has it, too; then declare '- key: \(printable(pair.key.text))' in 'secrets'"
            report("the value of \(key) looks like a real secret", pair, findings, help)
        } else if name == .secret || name == .maybe, !isSecret, KeyShape.isPlaceholder(value) {
            findings.report(
                .secretInEnv,
                "\(key) looks like a secret, but 'env' is not where secrets are declared",
                at: pair.key.span,
                help: "move it to 'secrets': '- key: \(printable(pair.key.text))'"
            )
        }
    }

    private static func isReal(_ value: String, _ name: NameKind) -> Bool {
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
            help: help ?? "revoke it, since whoever has this file has it, too; a manifest holds '- key: NAME' alone",
            blocks: false
        )
    }
}

/// What a variable's name says about its value.
private enum NameKind {
    /// Certainly secret: `API_KEY`, `DB_PASSWORD`.
    case secret
    /// Perhaps: `SORT_KEY`, `HF_TOKEN`.
    case maybe
    /// Random but not secret: `MODEL_REVISION`.
    case hash
    case plain

    init(_ name: String) {
        let words = name.uppercased().split(separator: "_")
        guard let last = words.last else {
            self = .plain
            return
        }
        let pair = words.suffix(2).joined(separator: " ")
        switch last {
        case "PASSWORD", "PASSWD", "SECRET", "APIKEY": self = .secret
        case _
        where ["API KEY", "ACCESS KEY", "SECRET KEY", "PRIVATE KEY", "AUTH TOKEN", "ACCESS TOKEN", "API TOKEN"]
            .contains(pair):
            self = .secret
        case "KEY", "TOKEN", "CREDENTIALS", "AK", "SK", "PAT": self = .maybe
        case "REVISION", "COMMIT", "SHA", "SHA256", "HASH", "CHECKSUM", "DIGEST", "VERSION", "ID", "UUID": self = .hash
        default: self = .plain
        }
    }
}
