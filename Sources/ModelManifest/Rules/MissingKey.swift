package import Diagnostics
import YAML

extension Rule {
    /// A key that must be there is not.
    package static let missingKey = Rule("missing-key", "Required keys are there and say something.")
}

extension Fields {
    /// Reports the required keys that the mapping lacks.
    ///
    /// - Parameters:
    ///   - keys: The required keys.
    ///   - known: All keys that the mapping may have; an unknown one that is near a required one was meant to be it.
    ///   - place: Where to report; nil for the mapping's first key.
    ///   - blocks: Whether the manifest is of no use without them.
    ///   - help: What to write; nil for the key itself.
    func reportMissing(_ keys: [String], known: [String], at place: Span? = nil, blocks: Bool, help: String? = nil) {
        guard mapping.isWhole else { return }
        for key in keys {
            let example = "'\(key): \(Self.examples[key] ?? "…")'"
            if let pair = mapping[key] {
                guard pair.value.isNull else { continue }
                findings.report(
                    .missingKey,
                    "'\(key)' of \(owner) has no value",
                    at: pair.key.span,
                    help: help ?? "write \(example)",
                    blocks: blocks
                )
            } else if !isMisspelt(key, known) {
                findings.report(
                    .missingKey,
                    "missing key '\(key)' in \(owner)",
                    at: place ?? mapping.pairs.first?.key.span ?? mapping.span,
                    help: help ?? "add \(example)",
                    blocks: blocks
                )
            }
        }
    }

    /// Whether an unknown key was meant to be this one, which is reported as such.
    private func isMisspelt(_ key: String, _ known: [String]) -> Bool {
        !findings.isFull
            && mapping.pairs.contains { !known.contains($0.key.text) && nearest(to: $0.key.text, in: known) == key }
    }

    private static let examples = [
        "name": "my-model",
        "description": "What the model does, in one sentence.",
        "category": "video",
        "kernel": "swift-6",
        "key": "API_KEY",
    ]
}
