import Diagnostics
import ManifestDecoding

/// Finds names that mean the same but have different spellings.
enum SpellingVariants {
    /// The use of a name in a manifest.
    struct Use {
        let entry: RegistryEntry
        let fact: RegistryFacts.Fact
        /// What all spellings of the name have in common.
        let stem: String

        /// Creates a use.
        init(_ entry: RegistryEntry, _ fact: RegistryFacts.Fact, _ stem: String) {
            self.entry = entry
            self.fact = fact
            self.stem = stem
        }
    }

    /// Finds the uses whose spelling is not the most frequent one of their stem.
    ///
    /// - Parameters:
    ///   - uses: All uses of names.
    ///   - report: Makes the finding about a use, given one with the usual spelling.
    /// - Returns: The findings.
    static func find(
        in uses: [Use],
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
            // The most frequent spelling is the usual one; of equally frequent ones, the first.
            guard let usual = group.max(by: { counts[$0.fact.text, default: 0] < counts[$1.fact.text, default: 0] })
            else {
                return []
            }
            let first = group.first { $0.fact.text == usual.fact.text } ?? usual
            return group.filter { $0.fact.text != first.fact.text }.map { report($0, first) }
        }
    }

    /// The stems of names, each computed once.
    struct Stems {
        private let find: (String) -> String
        private var known: [String: String] = [:]

        /// Creates the stems.
        ///
        /// - Parameter find: Computes the stem of a name.
        init(of find: @escaping (String) -> String) {
            self.find = find
        }

        /// The stem of a name.
        subscript(name: String) -> String {
            mutating get {
                if let stem = known[name] { return stem }
                let stem = find(name)
                known[name] = stem
                return stem
            }
        }
    }
}
