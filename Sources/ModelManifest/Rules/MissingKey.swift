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
    ///   - hints: Keys that other formats have here: one that stands for a required key is reported as such.
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

    /// Whether an unknown key was meant to be this one, which is reported as such.
    private func isMisspelt(_ key: String, _ known: [String], _ hints: [String: String]) -> Bool {
        !findings.isFull
            && mapping.pairs.contains {
                !known.contains($0.key.text)
                    && (nearest(to: $0.key.text, in: known) == key || hints[$0.key.text]?.hasPrefix(key + ":") == true)
            }
    }

    /// Keys whose empty text is no better than none; an empty name or type is found in another way.
    private static let texts = ["description", "category", "kernel"]

    /// What is wrong with a required value that says nothing.
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
