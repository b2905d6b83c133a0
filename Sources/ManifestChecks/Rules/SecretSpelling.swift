package import Diagnostics
import ManifestDecoding

extension Rule {
    /// One secret with two names.
    package static let secretSpelling = Rule(
        "secret-spelling",
        "A secret has the same name in all manifests of a namespace.",
        severity: .warning,
        scope: .registry
    )
}

/// Users enter a secret once for all models that name it alike.
enum SecretSpelling: ManifestRule {
    static var rule: Rule { .secretSpelling }

    /// Reports secrets that have another name in most manifests of their namespace.
    static func check(registry entries: [RegistryEntry]) -> [Diagnostic] {
        let owners = Dictionary(grouping: entries) { $0.facts.namespace?.text ?? "" }
        var stems = SpellingVariants.Stems(of: stem(ofSecret:))
        return owners.keys.sorted().flatMap { owner -> [Diagnostic] in
            let uses = (owners[owner] ?? []).flatMap { entry in
                let uses = entry.facts.secrets.map { SpellingVariants.Use(entry, $0, stems[$0.text]) }
                // Two names in one manifest are two secrets.
                return uses.filter { use in uses.count { $0.stem == use.stem } == 1 }
            }
            return SpellingVariants.find(in: uses) { use, usual in
                Diagnostic(
                    .secretSpelling,
                    "the secret \(quoted(use.fact.text)) is named \(quoted(usual.fact.text)) elsewhere in "
                        + (owner.isEmpty ? "this registry" : quoted(owner)),
                    at: use.entry.location(of: use.fact),
                    help: "use one name, here and in the code, so that users enter the secret once",
                    notes: [.init(message: "this name is used here", location: usual.entry.location(of: usual.fact))]
                )
            }
        }
    }

    /// What two names of a secret have in common: abbreviations written out, and without `API`.
    private static func stem(ofSecret name: String) -> String {
        let words = name.uppercased().split(separator: "_").flatMap { word -> [Substring] in
            switch word {
            case "AK": ["ACCESS", "KEY"]
            case "SK": ["SECRET", "KEY"]
            case "API": []
            case "APIKEY": ["KEY"]
            default: [word]
            }
        }
        return words.joined(separator: "_")
    }
}
