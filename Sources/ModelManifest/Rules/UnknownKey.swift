package import Diagnostics
import YAML

extension Rule {
    /// A key that nothing reads.
    package static let unknownKey = Rule("unknown-key", "Every key is one that a manifest has at that place.")
    /// A key that another type of input or output has.
    package static let inapplicableKey = Rule("inapplicable-key", "Every constraint applies to its input's type.")
}

extension Fields {
    /// Reports the keys that nothing reads.
    ///
    /// - Parameters:
    ///   - known: The keys that are read.
    ///   - legacy: Keys that were read once, with what to do about them.
    ///   - hints: Keys that other formats have here, with what this one has.
    func reportUnknownKeys(known: [String], legacy: [String: String], hints: [String: String] = [:]) {
        for pair in mapping.pairs where !known.contains(pair.key.text) {
            if let migration = legacy[pair.key.text] {
                findings.reportLegacyKey(pair.key, owner, migration)
            } else {
                reportUnknown(pair, known: known, hints: hints)
            }
        }
    }

    /// Reports the keys that nothing reads in a declaration of a type.
    ///
    /// - Parameters:
    ///   - allowed: The keys that the type has.
    ///   - known: The keys that any type has.
    ///   - subject: The declaration to a person: "an audio input".
    ///   - hints: Keys that other formats have here, with what this one has.
    func reportKeys(allowed: [String], known: [String], of subject: String, hints: [String: String]) {
        for pair in mapping.pairs where !allowed.contains(pair.key.text) {
            if known.contains(pair.key.text) {
                findings.report(
                    .inapplicableKey,
                    "\(quoted(pair.key.text)) does not apply to \(subject)",
                    at: pair.key.span,
                    help: "\(subject) takes \(listed(allowed, "and"))"
                )
            } else {
                reportUnknown(pair, known: allowed, hints: hints, elsewhere: known)
            }
        }
    }

    private func reportUnknown(
        _ pair: Mapping.Pair,
        known: [String],
        hints: [String: String],
        elsewhere: [String] = []
    ) {
        let key = pair.key
        guard !key.isDashWithoutBlank else {
            findings.reportDashWithoutBlank(key)
            return
        }
        findings.report(
            .unknownKey,
            "unknown key \(quoted(key.text)) in \(owner)",
            at: key.span,
            help: help(for: pair, known: known, hints: hints, elsewhere: elsewhere)
        )
    }

    private func help(
        for pair: Mapping.Pair,
        known: [String],
        hints: [String: String],
        elsewhere: [String]
    ) -> String? {
        if findings.isFull { return nil }
        let key = pair.key.text
        if let hint = hints[key], known.contains(where: { hint.hasPrefix($0 + ":") }) {
            return "write '\(KeyHint.filled(hint, with: pair.value))'"
        }
        let free = known.filter { mapping[$0] == nil }.sorted()
        let near = nearest(to: key, in: free)
        let others = free.filter { $0 != near }.joined(separator: ", ")
        if let near { return "did you mean '\(near)'?" + (others.isEmpty ? "" : " other keys here: \(others)") }
        let stray = nearest(to: key, in: elsewhere).map { "'\($0)' does not apply here; " } ?? ""
        return others.isEmpty ? nil : "\(stray)keys here: \(others)"
    }
}
