package import Diagnostics
import YAML

extension Rule {
    /// A capability that does not exist.
    package static let unknownCapability = Rule(
        "unknown-capability",
        "A chat model's capabilities exist, and each is listed once.",
        severity: .warning
    )
}

/// Capabilities say what a chat model takes besides text.
package enum UnknownCapability: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .unknownCapability }

    private static let known = ["reasoning", "image", "file", "tools", "audio", "llm"]

    /// Reports capabilities that do not exist.
    ///
    /// - Parameters:
    ///   - capabilities: The capabilities with their places.
    ///   - findings: Receives what is wrong.
    package static func check(_ capabilities: [Located<String>], _ findings: Findings) {
        var seen: Set<String> = []
        let written = capabilities.map(\.value)
        for capability in capabilities where !findings.isFull {
            let name = capability.value
            guard seen.insert(name).inserted else {
                findings.reportRepeated("capability", name, at: capability.place, rule: .unknownCapability)
                continue
            }
            if known.contains(name) { continue }
            let near = nearest(to: name, in: known)
            let isSlip =
                near.map { editDistance(from: name.lowercased(), to: $0) <= 1 && !written.contains($0) } ?? false
            findings.report(
                .unknownCapability,
                "unknown capability \(quoted(name))",
                at: capability.place,
                help: (near.map { "did you mean '\($0)'? " } ?? "")
                    + "capabilities here: \(known.joined(separator: ", "))",
                fix: isSlip ? near.flatMap { .writing($0, at: capability.place) } : nil
            )
        }
    }
}
