package import Diagnostics
import ManifestDecoding
import ModelManifest
import YAML

extension Rule {
    /// A default function that is not listed.
    package static let unknownFunction = Rule(
        "unknown-function",
        "The default function is one that the manifest lists."
    )
}

/// A manifest that lists its functions must list the default one.
enum UnknownFunction: ManifestRule {
    static var rule: Rule { .unknownFunction }

    private static let standard = "run"

    /// Reports functions that are listed twice, and a default that is not listed.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard let functions = manifest.functions, !functions.isEmpty else { return }
        var names: [String] = []
        for function in functions {
            if names.contains(function.value) {
                findings.reportRepeated("function", function.value, at: function.place)
            } else if names.count < 100 {
                names.append(function.value)
            }
        }
        let wanted = manifest.manifest.defaultFunction
        guard !names.contains(wanted ?? standard), names.count < 100 else { return }
        if let wanted {
            let near = nearest(to: wanted, in: names).map { "did you mean '\($0)'? " } ?? ""
            findings.report(
                .unknownFunction,
                "no function is named \(quoted(wanted))",
                at: manifest.mapping["default_function"]?.place,
                help: "\(near)functions here: \(names.joined(separator: ", "))",
                blocks: false
            )
        } else {
            findings.report(
                .unknownFunction,
                "no function is named 'run', which is the default of requests",
                at: manifest.mapping["functions"]?.key.span,
                help: "add 'default_function: \(printable(names[0]))'",
                blocks: false
            )
        }
    }
}
