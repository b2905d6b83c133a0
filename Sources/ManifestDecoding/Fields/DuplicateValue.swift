package import Diagnostics
internal import ModelManifest
import YAML

extension Rule {
    /// The same thing twice in a list.
    package static let duplicateValue = Rule("duplicate-value", "A list has no duplicates.")
}

/// Lists contain each value once; of two secrets with one name, one would be lost.
package enum DuplicateValue: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .duplicateValue }

    /// Reports secrets whose key is listed twice.
    package static func check(_ manifest: LocatedManifest, _ findings: Findings) {
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

extension Findings {
    /// Reports an item that is in a list twice.
    ///
    /// - Parameters:
    ///   - what: What it is: "format", "value".
    ///   - text: The item.
    ///   - place: Where.
    ///   - rule: The rule to report.
    package func reportRepeated(_ what: String, _ text: String, at place: Span, rule: Rule = .duplicateValue) {
        report(
            rule,
            "\(what) \(quoted(text)) is listed twice",
            at: place,
            help: "remove one of the two",
            blocks: false
        )
    }
}
