package import Diagnostics
import ManifestDecoding
import YAML

extension Rule {
    /// A description that is too long for the listing.
    package static let longDescription = Rule(
        "long-description",
        "A description has at most 200 characters.",
        severity: .warning
    )
}

/// The listing shows a short description.
enum LongDescription: ManifestRule {
    static var rule: Rule { .longDescription }

    private static let longest = 200

    /// Reports a description that the listing refuses.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard let pair = manifest.mapping["description"], let text = pair.value.string, text.utf8.count > longest
        else { return }
        let length = text.unicodeScalars.count
        guard length > longest else { return }
        findings.report(
            .longDescription,
            "the description has \(length) characters; the listing allows \(longest)",
            at: pair.place,
            help: "remove \(length - longest) characters; details belong in the README"
        )
    }
}
