package import Diagnostics
import ManifestDecoding
import ModelManifest
import YAML

extension Rule {
    /// An example that the model would refuse.
    package static let invalidExample = Rule("invalid-example", "Examples meet their input's own constraints.")
}

/// Users copy examples, so a wrong one is misleading although the model works.
enum InvalidExample: ManifestRule {
    static var rule: Rule { .invalidExample }

    /// Reports examples that break the constraints of their input.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        // By index, since a declaration is large and few have examples.
        for index in manifest.inputs.indices where !manifest.inputs[index].value.examples.isEmpty {
            let input = manifest.inputs[index]
            for item in input.values(of: "examples") {
                findings.reportViolations(
                    of: item.value,
                    "example",
                    .invalidExample,
                    input,
                    at: item.place,
                    blocks: false
                )
            }
        }
    }
}
