package import Diagnostics
internal import ManifestDecoding
import YAML

/// The rules about manifests.
///
/// A new rule is one file in `Rules/`, one entry here, and one section in `docs/checks.md`.
package enum ManifestRules {
    /// The rules that this module checks, in the order of the documentation.
    private static let checks: [any ManifestRule.Type] = [
        UnreadableFile.self, BadIgnore.self, UnusedIgnore.self,
        // Keys and values
        UnknownKey.self, InapplicableKey.self, LegacyKey.self, DashWithoutBlank.self, MissingKey.self,
        WrongType.self, UnknownValue.self, BadUnit.self, OutOfRange.self, BadName.self, BadHost.self,
        DuplicateValue.self,
        // Identity and listing
        MissingNamespace.self, UnusualName.self, DirectoryName.self, UnknownCategory.self, UnknownKernel.self,
        LongDescription.self, StrayBlank.self, ImageURL.self, PartialImages.self, BadTag.self,
        UnknownCapability.self,
        // Secrets and variables
        VariableCase.self, ReservedVariable.self, ShadowedSecret.self, SecretInEnv.self, ExposedSecret.self,
        UndescribedSecret.self,
        // The machine
        DoubtfulSize.self, ZeroMemory.self, GPUMismatch.self, LinuxCapability.self, CredentialCapability.self,
        UnknownFunction.self,
        // Inputs, outputs and the price
        ContradictoryBounds.self, BadPattern.self, InvalidDefault.self, InvalidExample.self, UnusedDefault.self,
        UnknownCondition.self, RelatedInput.self, SimilarInputs.self, DurationSource.self, SubjectSource.self,
        BadFormula.self, UndeclaredInputs.self,
        // The registry
        DuplicateModel.self, SameModule.self, ProviderSpelling.self, SecretSpelling.self,
    ]

    /// All rules that a manifest and what lies beside it can break, those of YAML first, in the order of the documentation.
    package static let all: [Rule] =
        Rule.yaml + [.tooManyFindings] + checks.map { $0.rule } + Rule.examples + Rule.code

    /// Returns the rule with an id.
    static func rule(_ id: String) -> Rule? { all.first { $0.id == id } }

    /// Checks a decoded manifest.
    ///
    /// - Parameters:
    ///   - manifest: The manifest.
    ///   - findings: Receives what is wrong.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        for rule in checks { rule.check(manifest, findings) }
    }

    /// Compares the manifests of a registry with each other.
    ///
    /// Each finding is about one file, with a note about another one. Comments can ignore findings; a comment that
    /// ignores nothing is a finding.
    ///
    /// - Parameter manifests: All manifests with their paths; of two equal ones the first counts as the original.
    /// - Returns: The findings, sorted.
    package static func check(registry manifests: [(path: String, manifest: DecodedManifest)]) -> [Diagnostic] {
        let entries = manifests.compactMap { path, manifest in
            manifest.facts.map { RegistryEntry(path: path, facts: $0) }
        }
        let found = Dictionary(grouping: checks.flatMap { $0.check(registry: entries) }, by: \.location.path)
        return manifests.flatMap { path, manifest in
            manifest.ignores.applied(to: found[path] ?? [], path: path, scope: .registry)
        }.sorted()
    }
}
