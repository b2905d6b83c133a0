package import InferenceKit
package import ModelManifest
internal import Presentation

/// What a model's card says beyond its name and description.
package enum ModelCard {
    /// The card, for programs.
    ///
    /// - Parameter manifest: What the model says about itself.
    /// - Returns: An object: `price` is `null` when the manifest declares none, and `command_name` is the model's name for the
    ///   command line.
    package static func json(_ manifest: Manifest) -> JSONValue {
        [
            "title": .string(manifest.title ?? manifest.name), "category": .string(manifest.category),
            "tags": .array(manifest.tags.map(JSONValue.string)),
            "price": manifest.pricing.map { .string(PriceText.text($0)) } ?? .null,
            "command_name": .string(manifest.fullName),
            "chooses_subject": .bool(manifest.inputs.contains { $0.subjectOf != nil }),
        ]
    }
}
