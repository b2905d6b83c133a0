package import Diagnostics
import YAML

extension Rule {
    /// A key of an earlier manifest format.
    package static let legacyKey = Rule(
        "legacy-key",
        "A manifest has no keys of earlier formats, which are superseded or ignored.",
        severity: .warning
    )
}

/// Keys that manifests used to have, each with its replacement.
package enum LegacyKey: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .legacyKey }

    /// The keys.
    static let names = [
        "variants", "python", "is_public", "perms", "requirements", "integrations", "repository", "version",
    ]

    /// Reports the keys of earlier formats in a manifest.
    ///
    /// - Parameter manifest: The manifest's mapping.
    static func report(_ manifest: Fields) {
        let pairs = manifest.mapping.pairs
        for index in pairs.indices where names.contains(pairs[index].key.text) {
            let pair = pairs[index]
            let (help, fix) = migration(of: pair, in: manifest.mapping)
            manifest.findings.report(
                .legacyKey,
                "\(quoted(pair.key.text)) is a key of an earlier format of the \(manifest.owner)",
                at: pair.key.span,
                help: help,
                fix: fix
            )
        }
    }

    private static func migration(of pair: Mapping.Pair, in manifest: Mapping) -> (help: String, fix: Fix?) {
        switch pair.key.text {
        case "variants":
            return (
                "variants were replaced by setup parameters; give each variant its own model directory, or an input",
                nil
            )
        case "python":
            return python(pair, in: manifest)
        case "is_public", "perms":
            return ("remove it; a model's visibility is set where it is published", nil)
        case "requirements":
            return ("move its 'secrets' to the top level, and its 'integrations' to 'credentials'", nil)
        case "integrations" where manifest["credentials"] == nil:
            return (
                "rename it to 'credentials', which has the same entries", .writing("credentials", at: pair.key.span)
            )
        case "integrations":
            return ("move its entries to 'credentials', which has the same form", nil)
        case "repository":
            return ("remove it; put a link in the description or the README", nil)
        default:
            return ("remove it; each deployment is a separate version", nil)
        }
    }

    /// The version of Python is now part of the kernel.
    private static func python(_ pair: Mapping.Pair, in manifest: Mapping) -> (help: String, fix: Fix?) {
        if let kernel = manifest["kernel"]?.value.string, !kernel.isEmpty {
            return ("remove it; the kernel \(quoted(kernel)) already names the version", nil)
        }
        guard case .scalar(let scalar) = pair.value.content, let kernel = UnknownKernel.known(for: scalar.text) else {
            return ("write 'kernel: python-3.11', with the right version", nil)
        }
        let line = Span(start: pair.key.span.start, end: pair.value.span.end)
        let fix = manifest["kernel"] == nil ? Fix.writing("kernel: \(kernel)", at: line) : nil
        return ("write 'kernel: \(kernel)'", fix)
    }
}
