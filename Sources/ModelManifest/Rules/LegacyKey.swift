package import Diagnostics
import YAML

extension Rule {
    /// A key of an earlier form of the manifest.
    package static let legacyKey = Rule(
        "legacy-key",
        "A manifest has no keys of earlier forms, which are superseded or ignored today.",
        severity: .warning
    )
}

/// Keys that manifests had once, each with what took its place.
enum LegacyKey {
    /// The keys.
    static let names = [
        "variants", "python", "is_public", "perms", "requirements", "integrations", "repository", "version",
    ]

    /// Reports the keys of earlier forms that a manifest has.
    ///
    /// - Parameter manifest: The manifest's mapping.
    static func report(_ manifest: Fields) {
        let pairs = manifest.mapping.pairs
        for index in pairs.indices where names.contains(pairs[index].key.text) {
            let pair = pairs[index]
            let (help, fix) = migration(of: pair, in: manifest.mapping)
            manifest.findings.report(
                .legacyKey,
                "\(quoted(pair.key.text)) is a key of an earlier form of the \(manifest.owner)",
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
                "setup parameters took the place of variants; give each variant a model directory of its own, or an input",
                nil
            )
        case "python":
            return python(pair, in: manifest)
        case "is_public", "perms":
            return ("remove it; who sees a model is set where it is published", nil)
        case "requirements":
            return ("move its 'secrets' to the top level, and its 'integrations' to 'credentials'", nil)
        case "integrations" where manifest["credentials"] == nil:
            return (
                "rename it to 'credentials', which reads the same entries", .writing("credentials", at: pair.key.span)
            )
        case "integrations":
            return ("move its entries to 'credentials', which reads them as they are", nil)
        case "repository":
            return ("remove it; put a link into the description or the README", nil)
        default:
            return ("remove it; each deployment is a version of its own", nil)
        }
    }

    /// The version of Python has become a part of the kernel.
    private static func python(_ pair: Mapping.Pair, in manifest: Mapping) -> (help: String, fix: Fix?) {
        if let kernel = manifest["kernel"]?.value.string, !kernel.isEmpty {
            return ("remove it; the kernel \(quoted(kernel)) says which version runs the model", nil)
        }
        guard case .scalar(let scalar) = pair.value.content, let kernel = Kernel.known(for: scalar.text) else {
            return ("write 'kernel: python-3.11', with the version that was meant", nil)
        }
        let line = Span(start: pair.key.span.start, end: pair.value.span.end)
        let fix = manifest["kernel"] == nil ? Fix.writing("kernel: \(kernel)", at: line) : nil
        return ("write 'kernel: \(kernel)'", fix)
    }
}

extension Findings {
    /// Reports the keys that only we read in a manifest that is held to the platform's rules.
    ///
    /// - Parameter manifest: The manifest's mapping.
    func reportRunnerKeys(_ manifest: Mapping) {
        for key in Profile.runnerKeys {
            guard let pair = manifest[key] else { continue }
            report(
                .unknownKey,
                "the platform does not read '\(key)'",
                at: pair.key.span,
                help:
                    "check the file with the profile 'runner', or remove the key: the platform takes it from the code",
                blocks: false
            )
        }
    }
}
