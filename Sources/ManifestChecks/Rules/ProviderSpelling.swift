package import Diagnostics
import ManifestDecoding

extension Rule {
    /// One provider with two spellings.
    package static let providerSpelling = Rule(
        "provider-spelling",
        "A provider has the same spelling in all manifests.",
        severity: .warning,
        scope: .registry
    )
}

/// The listing groups models by provider.
enum ProviderSpelling: ManifestRule {
    static var rule: Rule { .providerSpelling }

    /// Reports providers whose spelling differs from that in most manifests.
    static func check(registry entries: [RegistryEntry]) -> [Diagnostic] {
        var stems = SpellingVariants.Stems(of: stem(ofProvider:))
        let uses = entries.compactMap { entry in
            entry.facts.provider.map { SpellingVariants.Use(entry, $0, stems[$0.text]) }
        }
        return SpellingVariants.find(in: uses) { use, usual in
            Diagnostic(
                .providerSpelling,
                "the provider \(quoted(use.fact.text)) is spelled \(quoted(usual.fact.text)) elsewhere",
                at: use.entry.location(of: use.fact),
                help: "write '\(printable(usual.fact.text))', as most manifests do",
                notes: [.init(message: "this spelling is used here", location: usual.entry.location(of: usual.fact))]
            )
        }
    }

    /// What two spellings of a provider have in common: letters and digits, without a final `ai`, `labs` or `inc`.
    private static func stem(ofProvider name: String) -> String {
        var stem = name.lowercased().filter { $0.isLetter || $0.isNumber }
        for ending in ["ai", "labs", "inc"] where stem.hasSuffix(ending) && stem.count >= ending.count + 4 {
            stem.removeLast(ending.count)
            break
        }
        return stem
    }
}
