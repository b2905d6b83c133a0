package import Diagnostics
import ModelManifest
import YAML

/// What a manifest says that the other manifests of a registry can contradict, with its places.
package struct RegistryFacts: Sendable {
    /// A text of the manifest and its place.
    package struct Fact: Sendable {
        /// The text.
        package let text: String
        /// Its place.
        package let span: Span
    }

    /// The name; nil when there is none.
    package let name: Fact?
    /// The owner; nil when there is none.
    package let namespace: Fact?
    /// The maker of the model after this one, `metadata.provider`.
    package let provider: Fact?
    /// The names of the secrets.
    package let secrets: [Fact]

    /// Gathers the facts of a manifest.
    package init(_ manifest: LocatedManifest) {
        func fact(_ pair: Mapping.Pair?) -> Fact? {
            guard let pair, let text = pair.value.string, !text.isEmpty else { return nil }
            return Fact(text: text, span: pair.place)
        }
        name = fact(manifest.mapping["name"])
        namespace = fact(manifest.mapping["namespace"])
        if case .mapping(let metadata) = manifest.mapping["metadata"]?.value.content {
            provider = fact(metadata["provider"])
        } else {
            provider = nil
        }
        secrets = manifest.secrets.map { Fact(text: $0.value.key, span: $0.place(of: "key")) }
    }
}
