package import Diagnostics

extension Rule {
    /// The same thing twice in a list.
    package static let duplicateValue = Rule("duplicate-value", "A list names each thing once.")
}

extension Findings {
    /// Reports an item of a list that came before.
    ///
    /// - Parameters:
    ///   - what: What it is: "format", "value".
    ///   - text: The item.
    ///   - place: Where.
    ///   - rule: Whose finding it is.
    func reportRepeated(_ what: String, _ text: String, at place: Span, rule: Rule = .duplicateValue) {
        report(
            rule,
            "\(what) \(quoted(text)) is listed twice",
            at: place,
            help: "remove one of the two",
            blocks: false
        )
    }
}

/// Secrets are environment variables: of two with one name, one is lost.
enum RepeatedSecret {
    /// Reports secrets whose key came before.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard Set(manifest.secrets.map(\.value.key)).count < manifest.secrets.count else { return }
        var first: [String: Located<SecretDeclaration>] = [:]
        for secret in manifest.secrets {
            guard let earlier = first[secret.value.key] else {
                first[secret.value.key] = secret
                continue
            }
            findings.report(
                .duplicateValue,
                "secret \(quoted(secret.value.key)) is listed twice",
                at: secret.place(of: "key"),
                help: "remove one of the two",
                notes: [("first listed here", earlier.place(of: "key"))],
                blocks: false
            )
        }
    }
}
