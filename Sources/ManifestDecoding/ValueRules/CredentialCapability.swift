package import Diagnostics
import YAML

extension Rule {
    /// A capability that does not name its account.
    package static let credentialCapability = Rule(
        "credential-capability",
        "A credential's capability is the credential's slug, a dot and a name.",
        severity: .warning
    )
}

/// A capability is what a model can do with an account, such as `google.sheets`.
package enum CredentialCapability: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .credentialCapability }

    /// Reports capabilities without a dot, and those of another account.
    ///
    /// - Parameters:
    ///   - capabilities: The capabilities with their places.
    ///   - slug: The account; nil when it is not known.
    ///   - findings: Receives what is wrong.
    package static func check(_ capabilities: [Located<String>], of slug: String?, _ findings: Findings) {
        for capability in capabilities where !findings.isFull {
            let text = capability.value
            let owner = text.prefix { $0 != "." }
            let hasName = owner.endIndex < text.endIndex && text.last != "." && !owner.isEmpty
            if hasName, slug == nil || slug.map({ $0 == owner }) == true { continue }
            let rest = text[owner.endIndex...].drop { $0 == "." }
            let example = slug.map { "\($0).\(hasName ? rest : owner)" } ?? "google.sheets"
            findings.report(
                .credentialCapability,
                hasName
                    ? "\(quoted(text)) is not a capability of \(quoted(slug ?? ""))"
                    : "\(quoted(text)) does not say which account it belongs to",
                at: capability.place,
                help: "write the account, a dot and the capability, such as \(quoted(example))"
            )
        }
    }
}
