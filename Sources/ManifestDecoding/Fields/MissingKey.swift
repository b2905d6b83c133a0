package import Diagnostics
import YAML

extension Rule {
    /// A required key is missing.
    package static let missingKey = Rule(
        "missing-key",
        "Required keys are present and have a value.",
        isMandatory: true
    )
}

/// Reported where a mapping is read.
package enum MissingKey: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .missingKey }
}

extension Fields {
    /// Reports the required keys that the mapping lacks.
    ///
    /// - Parameters:
    ///   - keys: The required keys.
    ///   - known: All keys that the mapping can have; an unknown key that is similar to a required one was meant as it.
    ///   - place: Where to report; nil for the mapping's first key.
    ///   - blocks: Whether the manifest cannot be used without them.
    ///   - help: What to write; nil for the key itself.
    ///   - hints: Keys of other formats; one that stands for a required key is reported as unknown instead.
    func reportMissing(
        _ keys: [String],
        known: [String],
        at place: Span? = nil,
        blocks: Bool,
        help: String? = nil,
        hints: [String: String] = [:]
    ) {
        guard mapping.isWhole else { return }
        for key in keys {
            if let pair = mapping[key] {
                guard let lack = Self.lack(of: pair.value, isText: Self.texts.contains(key)) else { continue }
                findings.report(
                    .missingKey,
                    "'\(key)' of \(owner) \(lack)",
                    at: pair.key.span,
                    help: help ?? "write \(Self.example(key))",
                    blocks: blocks
                )
            } else if !isMisspelt(key, known, hints) {
                findings.report(
                    .missingKey,
                    "missing key '\(key)' in \(owner)",
                    at: place ?? mapping.pairs.first?.key.span ?? mapping.span,
                    help: help ?? "add \(Self.example(key))",
                    blocks: blocks
                )
            }
        }
    }

    /// Whether an unknown key was probably meant to be this one; it is reported as unknown.
    private func isMisspelt(_ key: String, _ known: [String], _ hints: [String: String]) -> Bool {
        !findings.isFull
            && mapping.pairs.contains {
                !known.contains($0.key.text)
                    && (nearest(to: $0.key.text, in: known) == key || hints[$0.key.text]?.hasPrefix(key + ":") == true)
            }
    }

    /// Keys whose text must not be empty; an empty name or type is found in another way.
    private static let texts = ["description", "category", "kernel"]

    /// What is wrong with a required value that is empty.
    private static func lack(of value: Node, isText: Bool) -> String? {
        if value.isNull { return "has no value" }
        guard isText, case .scalar(let scalar) = value.content, scalar.style != .plain else { return nil }
        return scalar.text.utf8.allSatisfy { $0 == UInt8(ascii: " ") || $0 == 0x0A } ? "is empty" : nil
    }

    private static func example(_ key: String) -> String {
        "'\(key): \(examples[key] ?? "…")'"
    }

    private static let examples = [
        "name": "my-model",
        "description": "What the model does, in one sentence.",
        "category": "video",
        "kernel": "swift-6",
        "key": "API_KEY",
        "resources": "{gpu: {count: 0, vram: 0, type: none}, ram: 4}",
        "gpu": "{count: 0, vram: 0, type: none}",
        "count": "0",
        "vram": "0",
        "type": "none', or 'type: nvidia",
        "ram": "4",
    ]
}
