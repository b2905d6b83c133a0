import Diagnostics

/// Finds names that stand for one thing but are not spelled alike.
enum SpellingVariants {
    private typealias Use = (entry: RegistryEntry, fact: RegistryFacts.Fact, stem: String)

    /// Reports providers that are spelled in another way than in most manifests.
    static func providers(_ entries: [RegistryEntry]) -> [Diagnostic] {
        var stems = Stems(of: stem(ofProvider:))
        let uses = entries.compactMap { entry in entry.facts.provider.map { Use(entry, $0, stems[$0.text]) } }
        return variants(of: uses) { use, usual in
            Diagnostic(
                .providerSpelling,
                "the provider \(quoted(use.fact.text)) is spelled \(quoted(usual.fact.text)) elsewhere",
                at: use.entry.location(of: use.fact),
                help: "write '\(printable(usual.fact.text))', as most manifests do",
                notes: [.init(message: "spelled like that here", location: usual.entry.location(of: usual.fact))]
            )
        }
    }

    /// Reports secrets that have another name in most manifests of their namespace.
    static func secrets(_ entries: [RegistryEntry]) -> [Diagnostic] {
        let owners = Dictionary(grouping: entries) { $0.facts.namespace?.text ?? "" }
        var stems = Stems(of: stem(ofSecret:))
        return owners.keys.sorted().flatMap { owner -> [Diagnostic] in
            let uses = (owners[owner] ?? []).flatMap { entry in
                let uses = entry.facts.secrets.map { Use(entry, $0, stems[$0.text]) }
                // Two names in one manifest are two secrets.
                return uses.filter { use in uses.count { $0.stem == use.stem } == 1 }
            }
            return variants(of: uses) { use, usual in
                Diagnostic(
                    .secretSpelling,
                    "the secret \(quoted(use.fact.text)) is named \(quoted(usual.fact.text)) elsewhere in "
                        + (owner.isEmpty ? "this registry" : quoted(owner)),
                    at: use.entry.location(of: use.fact),
                    help: "use one name, here and in the code, so that users enter the secret once",
                    notes: [.init(message: "named like that here", location: usual.entry.location(of: usual.fact))]
                )
            }
        }
    }

    private static func variants(
        of uses: [Use],
        report: (_ use: Use, _ usual: Use) -> Diagnostic
    ) -> [Diagnostic] {
        // By index, since a use is large and nearly all are spelled alike.
        let groups = Dictionary(grouping: uses.indices) { uses[$0].stem }.filter { _, group in
            group.contains { uses[$0].fact.text != uses[group[0]].fact.text }
        }
        return groups.keys.sorted().flatMap { key -> [Diagnostic] in
            let group = (groups[key] ?? []).map { uses[$0] }
            var counts: [String: Int] = [:]
            for use in group { counts[use.fact.text, default: 0] += 1 }
            // The most frequent spelling counts, the first of equals.
            guard let usual = group.max(by: { counts[$0.fact.text, default: 0] < counts[$1.fact.text, default: 0] })
            else {
                return []
            }
            let first = group.first { $0.fact.text == usual.fact.text } ?? usual
            return group.filter { $0.fact.text != first.fact.text }.map { report($0, first) }
        }
    }

    /// The stems of names, each found once however many manifests have it.
    private struct Stems {
        private let find: (String) -> String
        private var known: [String: String] = [:]

        init(of find: @escaping (String) -> String) {
            self.find = find
        }

        subscript(name: String) -> String {
            mutating get {
                if let stem = known[name] { return stem }
                let stem = find(name)
                known[name] = stem
                return stem
            }
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
