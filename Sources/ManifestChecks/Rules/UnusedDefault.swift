package import Diagnostics
import ManifestDecoding
import ModelManifest
import YAML

extension Rule {
    /// A default that never takes effect.
    package static let unusedDefault = Rule(
        "unused-default",
        "An input with a default is not required.",
        severity: .warning
    )
}

/// A default is used only when no value is given.
enum UnusedDefault: ManifestRule {
    static var rule: Rule { .unusedDefault }

    /// Reports defaults of required inputs.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        // By index, since a declaration is large and few have a default.
        for index in manifest.inputs.indices
        where manifest.inputs[index].value.defaultValue != nil && manifest.inputs[index].value.isRequired {
            let input = manifest.inputs[index]
            findings.report(
                .unusedDefault,
                "the default of \(quoted(input.value.name)) is never used, since a value is required",
                at: input.place(of: "default"),
                help: "remove 'required: true' or the default"
            )
        }
    }
}
