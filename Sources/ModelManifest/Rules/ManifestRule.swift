package import Diagnostics
import YAML

/// The rules about manifests.
///
/// Each is in a file of its own in this directory and has a section in `docs/checks.md`. Some need a single value and are called where it is decoded; the others look at the whole decoded manifest.
package enum ManifestRule {
    /// All rules that a manifest can break, those of its YAML first, in the order of the documentation.
    package static let all: [Rule] =
        Rule.yaml + [
            .tooManyFindings, .unreadableFile, .badIgnore, .unusedIgnore,
            // Keys and values
            .unknownKey, .inapplicableKey, .legacyKey, .dashWithoutBlank, .missingKey, .wrongType, .unknownValue,
            .badUnit, .outOfRange, .badName, .duplicateValue,
            // Identity and listing
            .missingNamespace, .unusualName, .directoryName, .unknownCategory, .unknownKernel, .longDescription,
            .strayBlank, .imageURL, .partialImages, .badTag, .unknownCapability,
            // Secrets and variables
            .variableCase, .reservedVariable, .shadowedSecret, .secretInEnv, .exposedSecret, .undescribedSecret,
            // The machine
            .doubtfulSize, .zeroMemory, .gpuMismatch, .linuxCapability, .credentialCapability, .unknownFunction,
            // Inputs, outputs and the price
            .contradictoryBounds, .badPattern, .invalidDefault, .invalidExample, .unusedDefault, .similarInputs,
            .durationSource, .undeclaredInputs,
        ] + RegistryRule.all + AgreementRule.all

    /// Rules whose findings leave nothing that could be used, so that no comment can ignore them.
    private static let mandatory: Set<Rule> = Set(Rule.yaml).subtracting([.ambiguousValue]).union([
        .tooManyFindings, .unreadableFile, .badIgnore, .unusedIgnore, .dashWithoutBlank, .missingKey, .wrongType,
        .unknownValue, .badUnit, .outOfRange, .badName, .contradictoryBounds, .badPattern, .invalidDefault,
        .durationSource,
    ])

    /// Whether findings of a rule cannot be ignored.
    ///
    /// - Parameter rule: The rule.
    /// - Returns: True for rules without which a manifest is of no use.
    package static func isMandatory(_ rule: Rule) -> Bool {
        mandatory.contains(rule)
    }

    /// Holds a decoded manifest against the rules that need more than one value.
    static func check(_ manifest: LocatedManifest, path: String, _ findings: Findings) {
        ModelName.check(manifest, path: path, findings)
        Category.check(manifest, findings)
        Kernel.check(manifest, findings)
        ListingText.check(manifest, findings)
        SecretNames.check(manifest, findings)
        RepeatedSecret.check(manifest, findings)
        FunctionNames.check(manifest, findings)
        BadPattern.check(manifest, findings)
        ValueConstraints.check(manifest, findings)
        SimilarInputs.check(manifest, findings)
        DurationSource.check(manifest, findings)
        UndeclaredInputs.check(manifest, findings)
    }
}
