package import Diagnostics
import YAML

extension Rule {
    /// A key of an earlier form of the manifest.
    package static let legacyKey = Rule(
        "legacy-key",
        "A manifest has no keys of earlier forms, which are ignored today.",
        severity: .warning
    )
}

/// Keys that manifests had once.
enum LegacyKey {
    /// Keys of the manifest, with what took their place.
    static let manifest = [
        "variants":
            "setup parameters took the place of variants; give each variant a model directory of its own, or an input",
        "python": "write 'kernel: python-3.11', with the version that was meant",
        "is_public": "remove it; who sees a model is set where it is published",
        "perms": "remove it; who sees a model is set where it is published",
        "requirements": "move its 'secrets' to the top level, and its 'integrations' to 'credentials'",
        "integrations": "write 'credentials'; each entry's 'key' becomes one of its 'capabilities'",
        "repository": "remove it; put a link into the description or the README",
        "version": "remove it; each deployment is a version of its own",
    ]
}

extension Findings {
    /// Reports a key of an earlier form.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - owner: The mapping to a person.
    ///   - migration: What took its place.
    func reportLegacyKey(_ key: Mapping.Key, _ owner: String, _ migration: String) {
        report(
            .legacyKey,
            "\(quoted(key.text)) is a key of an earlier form of the \(owner)",
            at: key.span,
            help: migration
        )
    }
}
