import ModelManifest

/// The schema of limits such as `{min: 0, max: 4}`.
enum BoundsSchema {
    /// Returns limits of one kind.
    ///
    /// - Parameters:
    ///   - description: What is limited.
    ///   - limit: What each limit is.
    ///   - example: Limits that make sense here.
    /// - Returns: The schema of a mapping with at least one limit.
    static func limits(_ description: String, of limit: JSONSchema, example: JSONSchema) -> JSONSchema {
        var properties: JSONSchema = [:]
        for kind in BoundKind.allCases {
            properties[kind.rawValue] = (["description": .string(text(kind))] as JSONSchema).with(limit)
        }
        var schema = SchemaPart.mapping(description, properties)
        schema["minProperties"] = 1
        schema["examples"] = [example]
        return schema
    }

    /// Returns what a kind of limit allows.
    static func text(_ kind: BoundKind) -> String {
        switch kind {
        case .min: "The smallest allowed value."
        case .max: "The largest allowed value."
        case .above: "Values must be greater than this; the value itself is not allowed."
        case .below: "Values must be less than this; the value itself is not allowed."
        case .recommendedMax: "Larger values are allowed, with a warning before the model runs."
        }
    }

    private static let count: JSONSchema = ["type": "integer", "minimum": 0]

    /// The kinds of limits that are the same for all types.
    static var definitions: JSONSchema {
        [
            "sizeLimits": limits(
                "The limits of the file's size.",
                of: SchemaPart.definition("size"),
                example: ["max": "5MB"]
            ),
            "widthLimits": limits("The limits of the picture's width, in pixels.", of: count, example: ["max": 4096]),
            "heightLimits": limits("The limits of the picture's height, in pixels.", of: count, example: ["max": 4096]),
            "durationLimits": limits(
                "The limits of the recording's length.",
                of: SchemaPart.definition("duration"),
                example: ["max": "60s", "recommended_max": "15s"]
            ),
            "manyLimits": limits(
                "How many files there may be; with this key, the value is a list of files.",
                of: count,
                example: ["max": 14]
            ),
            "lengthLimits": limits(
                "The limits of the text's length, in characters as a reader counts them.",
                of: count,
                example: ["max": 300]
            ),
        ]
    }
}
