package import InferenceKit
package import ModelManifest
internal import ModelSchemas

/// The OpenAPI 3.1 document of a server: every operation, and the inputs of every model from its manifest.
package struct APIDocument: Sendable {
    private let models: [(name: String, manifest: Manifest)]
    private let version: String

    /// Describes a server.
    ///
    /// - Parameters:
    ///   - models: The models that the caller may use, by the names that clients use.
    ///   - version: The version of the program.
    package init(models: [(name: String, manifest: Manifest)], version: String) {
        self.models = models
        self.version = version
    }

    /// All operations.
    var operations: [APIOperation] {
        APIOperation.predictions(of: models.map(\.name)) + APIOperation.models + APIOperation.files + APIOperation.runs
            + APIOperation.service
    }

    /// The document.
    ///
    /// - Parameter base: The address of the server, as the client knows it.
    /// - Returns: The object.
    package func json(base: String) -> JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        for operation in operations { paths[operation.path, default: [:]][operation.method] = operation.json }
        var schemas = APIComponents.schemas
        for (name, manifest) in models {
            let schema = PredictionSchema(manifest)
            schemas[Self.schemaName(of: name, "Input")] = schema.input()
            schemas[Self.schemaName(of: name, "Output")] = schema.output
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "runner", "version": .string(version),
                "description":
                    "Predictions with models as a service; limits that JSON Schema cannot express are x- members.",
            ],
            "servers": [["url": .string(base)]],
            "security": [[:], ["token": []]],
            "paths": .object(paths.mapValues(JSONValue.object)),
            "components": [
                "schemas": .object(schemas),
                "parameters": .object(APIComponents.parameters),
                "responses": [
                    "Problem": [
                        "description": "A problem document (RFC 9457).",
                        "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
                    ]
                ],
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    /// The name of a schema of a model: `bytedance.omnihuman-1-5.Input`.
    static func schemaName(of model: String, _ part: String) -> String {
        let plain = model.map { $0 == "/" ? "." : $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "_" }
        return "\(String(plain)).\(part)"
    }
}
