package import Diagnostics
import YAML

/// The rules about manifests.
///
/// Each is in a file of its own in this directory and has a section in `docs/checks.md`. Some need a single value and are called where it is decoded; the others look at the whole decoded manifest.
package enum ManifestRule {
    /// All rules that a manifest can break, those of its YAML first, in the order of the documentation.
    package static let all: [Rule] =
        Rule.yaml + [
            .tooManyFindings, .unreadableFile, .unknownKey, .inapplicableKey, .legacyKey, .dashWithoutBlank,
            .missingKey, .wrongType, .unknownValue, .badUnit, .outOfRange, .badName, .duplicateValue,
            .contradictoryBounds, .badPattern, .invalidDefault, .invalidExample, .unusedDefault, .durationSource,
            .undeclaredInputs,
        ]

    /// Holds a decoded manifest against the rules that need more than one value.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        ModelName.check(manifest, findings)
        RepeatedSecret.check(manifest, findings)
        BadPattern.check(manifest, findings)
        ValueConstraints.check(manifest, findings)
        DurationSource.check(manifest, findings)
        UndeclaredInputs.check(manifest, findings)
    }
}
