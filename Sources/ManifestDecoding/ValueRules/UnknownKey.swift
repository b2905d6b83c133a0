package import Diagnostics
import YAML

extension Rule {
    /// A key that does not exist.
    package static let unknownKey = Rule("unknown-key", "Every key is one that a manifest can have at that place.")
}

/// Reported where a mapping is read.
package enum UnknownKey: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .unknownKey }
}

extension Fields {
    /// Reports the keys that do not exist.
    ///
    /// - Parameters:
    ///   - known: The keys that exist.
    ///   - others: Other keys that are reported elsewhere.
    ///   - hints: Keys of other formats, with the equivalent of this one.
    func reportUnknownKeys(known: [String], except others: [String] = [], hints: [String: String] = [:]) {
        let pairs = mapping.pairs
        // By index, so that only a pair that is unknown is copied.
        for index in pairs.indices where !known.contains(pairs[index].key.text) {
            if !others.contains(pairs[index].key.text) { reportUnknown(pairs[index], known: known, hints: hints) }
        }
    }

    /// With more keys, comparing each with each would take too long.
    private static let mostCompared = 64

    /// Reports one key that does not exist.
    ///
    /// - Parameters:
    ///   - pair: The key and its value.
    ///   - known: The keys that exist here.
    ///   - hints: Keys of other formats, with the equivalent of this one.
    ///   - elsewhere: The keys that exist in similar mappings.
    func reportUnknown(
        _ pair: Mapping.Pair,
        known: [String],
        hints: [String: String],
        elsewhere: [String] = []
    ) {
        let key = pair.key
        guard !key.isDashWithoutBlank else {
            findings.reportDashWithoutBlank(key, value: pair.value)
            return
        }
        findings.report(
            .unknownKey,
            "unknown key \(quoted(key.text)) in \(owner)",
            at: key.span,
            help: help(for: pair, known: known, hints: hints, elsewhere: elsewhere),
            fix: fix(for: pair, known: known, hints: hints),
            blocks: false
        )
    }

    /// Renames a key that is one or two typing errors away from exactly one unused key.
    private func fix(for pair: Mapping.Pair, known: [String], hints: [String: String]) -> Fix? {
        let key = pair.key.text
        guard !findings.isFull, mapping.pairs.count <= Self.mostCompared else { return nil }
        let free = known.filter { mapping[$0] == nil }
        if let hint = hints[key] {
            // Only a hint that keeps the value unchanged is a plain synonym.
            let name = hint.prefix { $0 != ":" }
            guard hint == "\(name): …", KeyHint.synonyms.contains(key), free.contains(String(name)) else { return nil }
            return .writing(String(name), at: pair.key.span)
        }
        guard let near = nearest(to: key, in: free) else { return nil }
        let slips = editDistance(from: key, to: near)
        let isSlip = slips == 1 && key.utf8.count >= 3 || slips == 2 && key.utf8.count >= 5
        // With two misspelled keys of one meaning, it is unclear which of them counts.
        let rivals = mapping.pairs.filter { !known.contains($0.key.text) && nearest(to: $0.key.text, in: free) == near }
        guard isSlip, rivals.count == 1, nearest(to: key, in: free.filter { $0 != near }) == nil else { return nil }
        return .writing(near, at: pair.key.span)
    }

    private func help(
        for pair: Mapping.Pair,
        known: [String],
        hints: [String: String],
        elsewhere: [String]
    ) -> String? {
        if findings.isFull { return nil }
        let key = pair.key.text
        if let hint = hints[key], let name = known.first(where: { hint.hasPrefix($0 + ":") }) {
            if mapping[name] == nil || hint.hasSuffix("}") { return "write '\(merged(hint, pair, hints))'" }
            return "remove it; '\(name)' is already there"
        }
        let free = known.filter { mapping[$0] == nil }.sorted()
        if pair.value.isNull, let colon = key.firstIndex(of: ":"), known.contains(String(key[..<colon])) {
            let value = printable(String(key[key.index(after: colon)...].prefix(40)))
            return "write '\(key[..<colon]): \(value)', with a space after the ':'"
        }
        let near = nearest(to: key, in: free)
        let others = free.filter { $0 != near }.joined(separator: ", ")
        if let near { return "did you mean '\(near)'?" + (others.isEmpty ? "" : " other keys here: \(others)") }
        let stray = nearest(to: key, in: elsewhere).map { "'\($0)' does not apply here; " } ?? ""
        if others.isEmpty { return "remove it; keys here: \(known.joined(separator: ", "))" }
        if stray.isEmpty, let given = nearest(to: key, in: known) {
            return "remove it, or merge it with '\(given)', which is already there; keys here: \(others)"
        }
        let home = known.contains("metadata") ? "put it below 'metadata', which takes any key; " : ""
        return "\(home)\(stray)keys here: \(others)"
    }

    /// The hint with its value, and with those of other keys that belong in the same braces: `{min: 0, max: 4}`.
    private func merged(_ hint: String, _ pair: Mapping.Pair, _ hints: [String: String]) -> String {
        let filled = KeyHint.filled(hint, with: pair.value)
        guard let brace = hint.firstIndex(of: "{"), mapping.pairs.count <= Self.mostCompared else { return filled }
        let parts = mapping.pairs.compactMap { other -> Substring? in
            guard let hint = hints[other.key.text], hint.hasPrefix(String(filled[...brace])) else { return nil }
            return KeyHint.filled(hint, with: other.value).dropFirst(filled[...brace].count).dropLast()
        }
        return parts.count > 1 ? filled[...brace] + parts.joined(separator: ", ") + "}" : filled
    }
}

extension Findings {
    /// Reports the keys that only this program reads, in a manifest that is checked by the platform's rules.
    ///
    /// - Parameter manifest: The manifest's mapping.
    func reportRunnerKeys(_ manifest: Mapping) {
        for key in Profile.runnerKeys {
            guard let pair = manifest[key] else { continue }
            report(
                .unknownKey,
                "the platform does not read '\(key)'",
                at: pair.key.span,
                help: "check the file with the profile 'runner', or remove the key",
                blocks: false
            )
        }
    }
}
