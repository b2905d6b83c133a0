package import Diagnostics
import ModelManifest
import YAML

extension Rule {
    /// A category that the listing does not have.
    package static let unknownCategory = Rule(
        "unknown-category",
        "A category is one of the listing's categories.",
        severity: .warning
    )
}

/// The category decides where the listing shows a model.
package enum UnknownCategory: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .unknownCategory }

    /// The categories of the listing.
    package static let known = ["image", "video", "audio", "text", "chat", "3d", "other", "flow", "decision"]
    private static let shown = known.prefix(7).joined(separator: ", ")
    private static let synonyms = [
        "images": "image", "picture": "image", "photo": "image", "videos": "video", "movie": "video", "sound": "audio",
        "speech": "audio", "music": "audio", "voice": "audio", "llm": "chat", "language": "text", "threed": "3d",
        "mesh": "3d", "misc": "other", "utility": "other", "utilities": "other", "social": "other", "tool": "other",
        "tools": "other",
    ]

    /// Reports a category that the listing does not have.
    package static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard let pair = manifest.mapping["category"], let name = pair.value.string, !known.contains(name),
            !NameForms.isBlank(name)
        else { return }
        let folded = name.lowercased()
        let exact = known.first { $0 == folded }
        let near = exact ?? synonyms[folded] ?? nearest(to: name, in: known)
        let isSlip =
            exact != nil || near.map { editDistance(from: folded, to: $0) <= 2 && folded.utf8.count >= 5 } ?? false
        findings.report(
            .unknownCategory,
            "unknown category \(quoted(name))",
            at: pair.place,
            help: (near.map { "did you mean '\($0)'? " } ?? "") + "categories here: \(shown)",
            fix: isSlip ? near.flatMap { pair.value.fix(writing: $0) } : nil
        )
    }
}
