package import Diagnostics
internal import ModelManifest
import YAML

extension Rule {
    /// A name that cannot be used.
    package static let badName = Rule(
        "bad-name",
        "Names have the form that their uses require.",
        isMandatory: true
    )
}

/// Names of models and owners are typed as `namespace/name`; those of inputs become Swift properties.
package enum BadName: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .badName }

    /// Reports a name or namespace that cannot be used in `namespace/name`.
    package static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        for (name, pair) in ModelName.all(of: manifest) where !NameForms.isModelName(name) {
            let key = pair.key.text
            findings.report(
                .badName,
                name.isEmpty ? "\(quoted(key)) is empty" : ModelName.problem(of: name, as: key, "a model's"),
                at: pair.place,
                help: (key == "name" ? splitting(name, manifest) : nil) ?? ModelName.help(name)
            )
        }
    }

    /// What to write instead of `acme/flux`.
    private static func splitting(_ name: String, _ manifest: LocatedManifest) -> String? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        guard parts.count == 2, parts.allSatisfy({ NameForms.isModelName($0) }) else { return nil }
        let isGiven = manifest.manifest.namespace == parts[0]
        return "write 'name: \(parts[1])'; "
            + (isGiven ? "the namespace has its own key" : "'\(parts[0])' belongs in 'namespace'")
    }
}

extension Findings {
    /// Reports the name of an input or output that is not in snake_case.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - what: "input" or "output".
    ///   - place: Where.
    func checkDeclarationName(_ name: String, _ what: String, at place: Span) {
        let most = NameForms.longestDeclarationName
        if NameForms.isSnakeCase(name) {
            guard name.utf8.count > most else { return }
            report(
                .badName,
                "the name of this \(what) has \(name.utf8.count) characters; at most \(most) are allowed",
                at: place,
                help: "choose a shorter name"
            )
            return
        }
        report(
            .badName,
            "\(quoted(name)) cannot be the name of an \(what)",
            at: place,
            help: "use lower-case letters, digits and '_', starting with a letter"
                + ModelName.suggestion(NameForms.words(of: name).joined(separator: "_"), for: name)
        )
    }

    /// Reports a name that cannot be an environment variable.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - place: Where.
    package func reportVariableName(_ name: String, at place: Span) {
        report(
            .badName,
            "\(quoted(name)) cannot be the name of an environment variable",
            at: place,
            help: "use letters, digits and '_', starting with a letter"
                + ModelName.suggestion(NameForms.words(of: name).joined(separator: "_").uppercased(), for: name)
        )
    }
}
