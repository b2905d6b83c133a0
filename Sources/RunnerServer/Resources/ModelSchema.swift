package import InferenceKit
internal import Media
package import ModelManifest
internal import ModelSupply

/// A model's inputs and outputs as an OpenAPI document, in the form in which Cog and Replicate describe models.
package struct ModelSchema: Sendable {
    private let manifest: Manifest

    /// Describes a model.
    ///
    /// - Parameter manifest: What the model declares.
    package init(_ manifest: Manifest) {
        self.manifest = manifest
    }

    /// The document, OpenAPI 3.0.2, with the schemas `Input` and `Output`.
    package var document: JSONValue {
        [
            "openapi": "3.0.2",
            "info": ["title": "Cog", "version": "0.1.0"],
            "paths": paths,
            "components": ["schemas": .object(schemas)],
        ]
    }

    private var schemas: [String: JSONValue] {
        [
            "Input": input, "Output": output,
            "Status": [
                "title": "Status", "description": "An enumeration.", "type": "string",
                "enum": ["starting", "processing", "succeeded", "canceled", "failed"],
            ],
            "PredictionRequest": [
                "title": "PredictionRequest", "type": "object",
                "properties": [
                    "id": ["title": "Id", "type": "string"],
                    "input": ["$ref": "#/components/schemas/Input"],
                    "webhook": ["title": "Webhook", "type": "string", "format": "uri"],
                    "webhook_events_filter": [
                        "type": "array",
                        "items": ["type": "string", "enum": ["start", "output", "logs", "completed"]],
                    ],
                ],
            ],
            "PredictionResponse": [
                "title": "PredictionResponse", "type": "object",
                "properties": [
                    "id": ["title": "Id", "type": "string"],
                    "input": ["$ref": "#/components/schemas/Input"],
                    "output": ["$ref": "#/components/schemas/Output"],
                    "error": ["title": "Error", "type": "string"],
                    "status": ["$ref": "#/components/schemas/Status"],
                    "logs": ["title": "Logs", "type": "string", "default": ""],
                    "metrics": ["title": "Metrics", "type": "object"],
                ],
            ],
        ]
    }

    private var paths: JSONValue {
        let answer: JSONValue = [
            "200": [
                "description": "Successful Response",
                "content": ["application/json": ["schema": ["$ref": "#/components/schemas/PredictionResponse"]]],
            ]
        ]
        let body: JSONValue = [
            "content": ["application/json": ["schema": ["$ref": "#/components/schemas/PredictionRequest"]]]
        ]
        return [
            "/predictions": [
                "post": [
                    "summary": "Predict", "operationId": "predict_predictions_post", "requestBody": body,
                    "responses": answer, "x-cog-streaming": true,
                ]
            ],
            "/predictions/{prediction_id}": [
                "put": [
                    "summary": "Predict Idempotent",
                    "operationId": "predict_idempotent_predictions__prediction_id__put",
                    "parameters": [
                        ["in": "path", "name": "prediction_id", "required": true, "schema": ["type": "string"]]
                    ],
                    "requestBody": body, "responses": answer, "x-cog-streaming": true,
                ]
            ],
        ]
    }

    private var input: JSONValue {
        var properties: [String: JSONValue] = [:]
        for (index, declaration) in manifest.inputs.enumerated() {
            properties[declaration.name] = .object(property(declaration, order: index))
        }
        var members: [String: JSONValue] = ["title": "Input", "type": "object", "properties": .object(properties)]
        let required = manifest.inputs.filter { $0.isRequired && $0.defaultValue == nil }.map(\.name)
        if !required.isEmpty { members["required"] = .array(required.map(JSONValue.string)) }
        return .object(members)
    }

    private func property(_ declaration: InputDeclaration, order: Int) -> [String: JSONValue] {
        var members = Self.type(declaration.type)
        members["title"] = .string(Self.title(declaration.name))
        members["x-order"] = .int(order)
        members["description"] = declaration.description.map(JSONValue.string)
        members["default"] = declaration.defaultValue?.json
        if let range = declaration.range {
            members["minimum"] = range.min.map(Self.number)
            members["maximum"] = range.max.map(Self.number)
        }
        if let length = declaration.length {
            members["minLength"] = length.min.map(JSONValue.int)
            members["maxLength"] = length.max.map(JSONValue.int)
        }
        members["pattern"] = declaration.pattern.map(JSONValue.string)
        if !declaration.allowedValues.isEmpty { members["enum"] = .array(declaration.allowedValues.map(\.json)) }
        if declaration.deprecated != nil { members["deprecated"] = true }
        if !declaration.formats.isEmpty {
            members["x-formats"] = .array(declaration.formats.map { .string($0.fileExtension) })
        }
        members["x-max-bytes"] = declaration.size?.max.map { .int(Int($0)) }
        members["x-max-seconds"] = declaration.duration?.max.map { .double($0 / .seconds(1)) }
        members["x-min-seconds"] = declaration.duration?.min.map { .double($0 / .seconds(1)) }
        members["x-min-width"] = declaration.width?.min.map(JSONValue.int)
        members["x-max-width"] = declaration.width?.max.map(JSONValue.int)
        members["x-min-height"] = declaration.height?.min.map(JSONValue.int)
        members["x-max-height"] = declaration.height?.max.map(JSONValue.int)
        return members
    }

    private var output: JSONValue {
        guard manifest.outputs.count != 1, !manifest.outputs.isEmpty else {
            var members = manifest.outputs.first.map { Self.type($0.type) } ?? [:]
            members["title"] = "Output"
            return .object(members)
        }
        let properties = manifest.outputs.map { output in
            var members = Self.type(output.type)
            members["title"] = .string(Self.title(output.name))
            return (output.name, JSONValue.object(members))
        }
        return [
            "title": "Output", "type": "object", "properties": .object(Dictionary(properties) { $1 }),
            "required": .array(manifest.outputs.map { .string($0.name) }),
        ]
    }

    private static func type(_ type: ValueType) -> [String: JSONValue] {
        switch type {
        case .image, .audio, .video, .file: ["type": "string", "format": "uri"]
        case .string: ["type": "string"]
        case .integer: ["type": "integer"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        }
    }

    private static func number(_ value: Double) -> JSONValue {
        Int(exactly: value).map(JSONValue.int) ?? .double(value)
    }

    /// `mask_index` as `Mask Index`.
    private static func title(_ name: String) -> String {
        name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
    }
}
