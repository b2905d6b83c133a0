internal import InferenceKit

extension APIOperation {
    /// Predictions of any model, and of each model with its inputs.
    ///
    /// - Parameter models: The names of the models.
    /// - Returns: The operations.
    static func predictions(of models: [String]) -> [APIOperation] {
        let creation = APIOperation("post", "/v1/predictions", "Create a prediction", tag: "predictions")
            .taking(reference("PredictionRequest"))
        let each = models.flatMap { model in
            [
                creating(APIOperation("post", "/v1/models/\(model)/predictions", "Predict with \(model)", tag: model))
                    .taking(request(of: model)),
                checking(APIOperation("post", "/v1/models/\(model)/check", "Check inputs of \(model)", tag: model))
                    .taking(checked(of: model)),
            ]
        }
        return [
            creating(creation),
            APIOperation("get", "/v1/predictions", "List predictions, newest first", tag: "predictions")
                .with("created_after", "created_before", "model", "status", "source", "cursor").failing(422)
                .answering(200, "A page.", .json(page(of: "Prediction"))),
            APIOperation("get", "/v1/predictions/{id}", "Get a prediction", tag: "predictions").with("id")
                .answering(200, "The prediction.", schema: "Prediction"),
            APIOperation("post", "/v1/predictions/{id}/cancel", "Cancel a prediction", tag: "predictions").with("id")
                .answering(200, "The prediction.", schema: "Prediction").failing(409),
            APIOperation("get", "/v1/predictions/{id}/stream", "Follow a prediction", tag: "predictions")
                .with("id", "Last-Event-ID").answering(200, "Server-sent events.", .other("text/event-stream")),
            APIOperation("get", "/v1/predictions/{id}/files/{file}", "Get an output file", tag: "predictions")
                .with("id", "file", "Range", "If-None-Match").failing(410, 416)
                .answering(200, "The file.", .other("*/*")).answering(206, "A part of the file.", .other("*/*"))
                .answering(304, "The client already has the file.", .none),
            creating(
                APIOperation("post", "/v1/models/{owner}/{name}/predictions", "Predict with a model", tag: "models")
                    .with("owner", "name")
            ).taking(reference("ModelPredictionRequest")),
            checking(
                APIOperation("post", "/v1/models/{owner}/{name}/check", "Check inputs", tag: "models")
                    .with("owner", "name")
            ).taking(reference("CheckRequest")),
        ] + each
    }

    private static func creating(_ operation: APIOperation) -> APIOperation {
        operation.with("Prefer", "Cancel-After", "Idempotency-Key", "X-Max-Cost").failing(402, 403, 409, 413, 507)
            .answering(201, "The prediction in its current state.", schema: "Prediction")
    }

    private static func checking(_ operation: APIOperation) -> APIOperation {
        operation.with("X-Max-Cost").failing(403, 413, 507)
            .answering(200, "The findings; nothing is recorded or sent.", schema: "Check")
    }

    private static func request(of model: String) -> JSONValue {
        [
            "type": "object", "required": ["input"],
            "properties": [
                "input": reference(APIDocument.schemaName(of: model, "Input")),
                "fit": APIComponents.fit, "consent": APIComponents.consent,
                "webhook": reference("WebhookURL"), "webhook_events_filter": reference("WebhookEvents"),
            ],
        ]
    }

    private static func checked(of model: String) -> JSONValue {
        [
            "type": "object", "required": ["input"],
            "properties": [
                "input": reference(APIDocument.schemaName(of: model, "Input")), "fit": APIComponents.fit,
            ],
        ]
    }
}
