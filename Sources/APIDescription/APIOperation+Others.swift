internal import InferenceKit

extension APIOperation {
    /// Models and their versions.
    static let models: [APIOperation] = [
        APIOperation("get", "/v1/models", "List models", tag: "models").with("cursor")
            .answering(200, "A page.", .json(page(of: "Model"))),
        APIOperation("get", "/v1/models/{owner}/{name}", "Get a model", tag: "models").with("owner", "name")
            .answering(200, "The model.", schema: "Model"),
        APIOperation("get", "/v1/models/{owner}/{name}/readme", "Get a model's README", tag: "models")
            .with("owner", "name").answering(200, "Markdown.", .other("text/plain")),
        APIOperation("get", "/v1/models/{owner}/{name}/examples", "List a model's examples", tag: "models")
            .with("owner", "name").answering(200, "A page.", .json(page(of: "Prediction"))),
        APIOperation(
            "get",
            "/v1/models/{owner}/{name}/examples/{example}/files/{input}",
            "Get a file of an example",
            tag: "models"
        ).with("owner", "name", "example", "input", "Range", "If-None-Match").failing(410, 416)
            .answering(200, "A picture, sound or video.", .other("*/*"))
            .answering(206, "A part of the file.", .other("*/*"))
            .answering(304, "The client already has the file.", .none),
        APIOperation("post", "/v1/models/{owner}/{name}/subjects", "Find the subjects of a picture", tag: "models")
            .with("owner", "name").failing(402, 403, 409, 507).taking(reference("CheckRequest"))
            .answering(200, "The subjects; nothing is charged.", schema: "Subjects"),
        APIOperation("get", "/v1/models/{owner}/{name}/versions", "List a model's versions", tag: "models")
            .with("owner", "name").answering(200, "A page.", .json(page(of: "Version"))),
        APIOperation("get", "/v1/models/{owner}/{name}/versions/{version}", "Get a version", tag: "models")
            .with("owner", "name", "version").answering(200, "The version.", schema: "Version"),
        APIOperation("get", "/v1/search", "Search models", tag: "models").with("query")
            .answering(200, "What was found.", .json(["type": "object"])),
        APIOperation("get", "/v1/hardware", "List hardware", tag: "models")
            .answering(200, "The hardware.", .json(["type": "array", "items": ["type": "object"]])),
        APIOperation("get", "/v1/collections", "List collections", tag: "models")
            .answering(200, "A page.", .json(["type": "object"])),
    ]

    /// Files that callers send.
    static let files: [APIOperation] = {
        var upload = APIOperation("post", "/v1/files", "Upload a file", tag: "files").failing(413, 415, 422, 507)
            .answering(201, "The file.", schema: "File")
        upload.body = [
            "required": true,
            "content": [
                "multipart/form-data": [
                    "schema": [
                        "type": "object", "required": ["content"],
                        "properties": [
                            "content": ["type": "string", "contentMediaType": "application/octet-stream"],
                            "metadata": ["type": "string", "contentMediaType": "application/json"],
                            "filename": ["type": "string"],
                        ],
                    ]
                ]
            ],
        ]
        return [
            upload,
            APIOperation("get", "/v1/files", "List files, newest first", tag: "files").with("cursor")
                .answering(200, "A page.", .json(page(of: "File"))),
            APIOperation("get", "/v1/files/{file_id}", "Get a file's description", tag: "files").with("file_id")
                .answering(200, "The file.", schema: "File"),
            APIOperation("get", "/v1/files/{file_id}/download", "Get a file's bytes", tag: "files")
                .with("file_id", "Range", "If-None-Match").failing(410, 416)
                .answering(200, "The file.", .other("*/*")).answering(206, "A part of the file.", .other("*/*"))
                .answering(304, "The client already has the file.", .none),
            APIOperation("delete", "/v1/files/{file_id}", "Delete a file", tag: "files").with("file_id")
                .answering(204, "It is deleted.", .none),
        ]
    }()

    /// The account and the server itself.
    static let service: [APIOperation] = [
        APIOperation("get", "/v1/account", "Get the caller", tag: "account")
            .answering(200, "The caller.", .json(["type": "object"])),
        APIOperation("get", "/v1/webhooks/default/secret", "Get the secret of webhook messages", tag: "account")
            .answering(
                200,
                "The secret.",
                .json([
                    "type": "object", "required": ["key"],
                    "properties": ["key": ["type": "string", "pattern": "^whsec_"]],
                ])
            ),
        APIOperation("get", "/openapi.json", "Get this document", tag: "server")
            .answering(200, "OpenAPI 3.1.", .json(["type": "object"])),
        APIOperation("get", "/metrics", "Get measurements", tag: "server")
            .answering(200, "OpenMetrics text.", .other("application/openmetrics-text")),
        APIOperation("get", "/health/live", "Check that the server is running", tag: "server").open
            .answering(200, "It does.", .json(["type": "object"])),
        APIOperation("get", "/health/ready", "Check that the server accepts requests", tag: "server").open
            .answering(200, "It does.", .json(["type": "object"])),
    ]
}
