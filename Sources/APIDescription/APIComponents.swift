internal import InferenceKit

/// What the operations of the OpenAPI document refer to.
enum APIComponents {
    /// The schemas of requests and answers that are the same for all models.
    static let schemas: [String: JSONValue] = [
        "PredictionRequest": request(
            required: ["version", "input"],
            [
                "version": ["type": "string", "description": "OWNER/NAME, OWNER/NAME:VERSION, or a version."]
            ]
        ),
        "ModelPredictionRequest": request(required: ["input"], [:]),
        "CheckRequest": [
            "type": "object", "required": ["input"], "properties": ["input": ["type": "object"], "fit": fit],
        ],
        "Subjects": [
            "type": "object", "required": ["model", "input", "width", "height", "charged", "subjects"],
            "properties": [
                "model": ["type": "string"],
                "input": ["type": "string", "description": "The input whose number chooses a subject."],
                "width": ["type": "integer"], "height": ["type": "integer"], "charged": ["type": "boolean"],
                "fitted": ["type": "array", "items": ["type": "object"]],
                "subjects": [
                    "type": "array",
                    "items": [
                        "type": "object", "required": ["index", "box", "point", "share", "place", "text", "mask"],
                        "properties": [
                            "index": ["type": "integer"], "box": ["type": "object"], "point": ["type": "object"],
                            "share": ["type": "number"], "place": ["type": "string"], "text": ["type": "string"],
                            "mask": ["type": "string", "description": "The path of a PNG file, white on black."],
                        ],
                    ],
                ],
            ],
        ],
        "Run": [
            "type": "object",
            "required": [
                "id", "model", "status", "is_interrupted", "created_at", "cost", "progress", "error", "actions",
            ],
            "properties": [
                "id": ["type": "string"], "model": ["type": "string"],
                "status": [
                    "type": "string",
                    "enum": ["queued", "starting", "processing", "succeeded", "failed", "canceled", "unknown"],
                ],
                "is_interrupted": ["type": "boolean"], "is_canceling": ["type": "boolean"],
                "created_at": time, "started_at": nullableTime, "completed_at": nullableTime,
                "cost": ["type": "object"], "progress": ["type": ["object", "null"]],
                "error": ["type": ["string", "null"]],
                "actions": [
                    "type": "array",
                    "items": ["type": "string", "enum": ["cancel", "resume", "again", "resubmit"]],
                ],
            ],
        ],
        "Costs": [
            "type": "object", "required": ["since", "until", "total_usd", "rows"],
            "properties": [
                "since": time, "until": time, "total_usd": ["type": "number"],
                "rows": ["type": "array", "items": ["type": "object"]],
            ],
        ],
        "Session": [
            "type": "object", "required": ["name"],
            "properties": [
                "name": ["type": ["string", "null"]], "needs_token": ["type": "boolean"],
                "may_consent": ["type": "boolean"], "emulator": ["type": "boolean"],
            ],
        ],
        "WebhookURL": [
            "type": ["string", "null"], "format": "uri",
            "description": "The public https address that receives messages about the prediction.",
        ],
        "WebhookEvents": [
            "type": ["array", "null"],
            "items": ["type": "string", "enum": ["start", "output", "logs", "completed"]],
        ],
        "Prediction": [
            "type": "object",
            "required": [
                "id", "model", "version", "input", "output", "logs", "error", "status", "source", "data_removed",
                "created_at", "metrics", "urls",
            ],
            "properties": [
                "id": ["type": "string"], "model": ["type": "string"], "version": ["type": "string"],
                "input": ["type": "object"], "output": [:], "logs": ["type": "string"],
                "error": ["type": ["string", "null"]],
                "status": ["type": "string", "enum": ["starting", "processing", "succeeded", "failed", "canceled"]],
                "source": ["type": "string"], "data_removed": ["type": "boolean"],
                "created_at": time, "started_at": nullableTime, "completed_at": nullableTime, "deadline": nullableTime,
                "metrics": ["type": "object"], "urls": ["type": "object"],
            ],
        ],
        "Check": [
            "type": "object", "required": ["valid", "findings", "price", "consent"],
            "properties": [
                "valid": [
                    "type": "boolean", "description": "Whether a prediction with these inputs would be accepted.",
                ],
                "findings": ["type": "array", "items": ["$ref": "#/components/schemas/Finding"]],
                "price": [
                    "type": "object", "required": ["usd", "upper_usd", "text", "is_known", "is_free"],
                    "properties": [
                        "usd": ["type": ["number", "null"]], "upper_usd": ["type": ["number", "null"]],
                        "text": ["type": "string"], "is_known": ["type": "boolean"], "is_free": ["type": "boolean"],
                    ],
                ],
                "consent": [
                    "type": "object", "required": ["is_needed", "ways"],
                    "properties": [
                        "is_needed": ["type": "boolean"], "ways": ["type": "array", "items": ["type": "string"]],
                    ],
                ],
            ],
        ],
        "Finding": [
            "type": "object", "required": ["code", "message", "severity", "input", "help"],
            "properties": [
                "code": ["type": "string"], "message": ["type": "string"],
                "severity": ["type": "string", "enum": ["error", "warning"]],
                "input": ["type": ["string", "null"]], "help": ["type": ["string", "null"]],
            ],
        ],
        "Model": [
            "type": "object", "required": ["url", "owner", "name", "description", "latest_version"],
            "properties": [
                "url": ["type": "string", "format": "uri"], "owner": ["type": "string"], "name": ["type": "string"],
                "description": ["type": "string"], "latest_version": ["$ref": "#/components/schemas/Version"],
            ],
        ],
        "Version": [
            "type": "object", "required": ["id", "created_at", "openapi_schema"],
            "properties": ["id": ["type": "string"], "created_at": time, "openapi_schema": ["type": "object"]],
        ],
        "File": [
            "type": "object",
            "required": ["id", "name", "content_type", "size", "etag", "checksums", "metadata", "created_at", "urls"],
            "properties": [
                "id": ["type": "string"], "name": ["type": "string"], "content_type": ["type": "string"],
                "size": ["type": "integer", "minimum": 0], "etag": ["type": "string"],
                "checksums": ["type": "object"], "metadata": ["type": "object"], "created_at": time,
                "expires_at": time, "urls": ["type": "object"],
            ],
        ],
        "Problem": [
            "type": "object", "required": ["title", "status", "detail"],
            "properties": [
                "title": ["type": "string"], "status": ["type": "integer"], "detail": ["type": "string"],
                "code": ["type": "string"], "help": ["type": "string"],
                "invalid_fields": ["type": "array", "items": ["type": "object"]],
            ],
        ],
    ]

    /// The parameters by their names.
    static let parameters: [String: JSONValue] = {
        var parameters: [String: JSONValue] = [:]
        for name in ["id", "file", "owner", "name", "version", "file_id", "example", "input"] {
            parameters[name] = inPath(name)
        }
        let queries: [(String, JSONValue)] = [
            ("created_after", time), ("created_before", time), ("cursor", ["type": "string"]),
            ("status", ["type": "string"]), ("model", ["type": "string"]),
            ("days", ["type": "integer", "minimum": 1, "maximum": 366]),
            ("utc_offset", ["type": "integer", "minimum": -840, "maximum": 840]),
            ("source", ["type": "string", "enum": ["api", "web"]]), ("query", ["type": "string"]),
        ]
        for (name, schema) in queries { parameters[name] = optional(name, in: "query", schema) }
        let headers: [(String, JSONValue)] = [
            ("Prefer", ["type": "string", "pattern": "^wait(=([1-9]|[1-5][0-9]|60))?$"]),
            ("Cancel-After", ["type": "string", "pattern": "^([5-9]|[1-9][0-9]{1,4})s?$"]),
            ("Idempotency-Key", ["type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"]),
            ("X-Max-Cost", ["type": "number", "minimum": 0]),
            ("Last-Event-ID", ["type": "string", "pattern": "^[0-9]+$"]),
            ("Range", ["type": "string", "pattern": "^bytes=[0-9]{1,9}-[0-9]{0,9}$"]),
            ("If-None-Match", ["type": "string", "pattern": "^\"[0-9a-f]{64}\"$"]),
        ]
        for (name, schema) in headers { parameters[name] = optional(name, in: "header", schema) }
        return parameters
    }()

    /// Whether files are adapted.
    static let fit: JSONValue = [
        "type": ["boolean", "null"],
        "description": "Whether files are adapted to the model's limits instead of being refused.",
    ]
    /// Whether the user of this machine agrees to the price.
    static let consent: JSONValue = [
        "type": ["boolean", "null"],
        "description": "Whether to pay; only for a server without tokens, which only its own machine can reach.",
    ]
    private static let time: JSONValue = ["type": "string", "format": "date-time"]
    private static let nullableTime: JSONValue = ["type": ["string", "null"], "format": "date-time"]

    private static func inPath(_ name: String) -> JSONValue {
        ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string", "minLength": 1]]
    }

    private static func optional(_ name: String, in place: String, _ schema: JSONValue) -> JSONValue {
        ["name": .string(name), "in": .string(place), "schema": schema]
    }

    private static func request(required: [JSONValue], _ more: [String: JSONValue]) -> JSONValue {
        var properties: [String: JSONValue] = [
            "input": ["type": "object"], "fit": fit, "consent": consent,
            "webhook": ["$ref": "#/components/schemas/WebhookURL"],
            "webhook_events_filter": ["$ref": "#/components/schemas/WebhookEvents"],
        ]
        properties.merge(more) { _, new in new }
        return ["type": "object", "required": .array(required), "properties": .object(properties)]
    }
}
