package import Diagnostics
import ManifestDecoding
internal import ModelManifest
import YAML

extension Rule {
    /// A name that works but is not a slug.
    package static let unusualName = Rule(
        "unusual-name",
        "A model's name is lower-case words and numbers joined by single '-'.",
        severity: .warning
    )
}

/// Names that people type are easier to remember in one form.
enum UnusualName: ManifestRule {
    static var rule: Rule { .unusualName }

    /// Reports a name or namespace that can be used but is not a slug.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        for (name, pair) in ModelName.all(of: manifest) where NameForms.isModelName(name) && !NameForms.isSlug(name) {
            findings.report(
                .unusualName,
                "the \(pair.key.text) \(quoted(name)) is not words joined by '-'",
                at: pair.place,
                help: "'\(NameForms.slug(name))' is better for a new model; a published name cannot be changed"
            )
        }
    }
}
