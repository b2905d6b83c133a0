package import InferenceKit
package import ModelManifest

/// What a model takes and gives, as JSON Schema 2020-12, from its manifest.
///
/// Limits that JSON Schema cannot express are members whose names begin with `x-`: `x-bytes`, `x-width-pixels`,
/// `x-height-pixels`, `x-seconds` and `x-characters` hold limits by the manifest's words (`min`, `max`, `above`, `below`,
/// `recommended_max`), `x-accept` media types, and `x-when` limits that depend on other inputs.
package struct PredictionSchema: Sendable {
    private let manifest: Manifest

    /// Describes a model.
    ///
    /// - Parameter manifest: What the model says about itself.
    package init(_ manifest: Manifest) {
        self.manifest = manifest
    }

    /// The schema of the inputs: an object.
    ///
    /// - Parameter isClosed: Whether the schema says that there are no other inputs.
    /// - Returns: The schema.
    package func input(isClosed: Bool = true) -> JSONValue {
        var properties: [String: JSONValue] = [:]
        for (index, input) in manifest.inputs.enumerated() {
            var schema = InputSchema(input).members
            schema["x-order"] = .int(index)
            properties[input.name] = .object(schema)
        }
        var schema: [String: JSONValue] = [
            "title": "Input", "type": "object", "properties": .object(properties),
        ]
        let required = manifest.inputs.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { schema["required"] = .array(required) }
        if isClosed { schema["additionalProperties"] = false }
        return .object(schema)
    }

    /// The schema of the output: that of the only one, or an object of several.
    package var output: JSONValue {
        if manifest.outputs.count == 1, let only = manifest.outputs.first {
            var schema = OutputSchema(only).members
            schema["title"] = "Output"
            return .object(schema)
        }
        // A manifest may leave its outputs out.
        guard !manifest.outputs.isEmpty else { return ["title": "Output"] }
        let properties = manifest.outputs.map { ($0.name, JSONValue.object(OutputSchema($0).members)) }
        return .object([
            "title": "Output", "type": "object",
            "properties": .object(Dictionary(properties) { first, _ in first }),
        ])
    }
}
