package import InferenceKit
package import ModelManifest
internal import ModelSchemas
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
            "Input": PredictionSchema(manifest).input(isClosed: false), "Output": PredictionSchema(manifest).output,
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
}
