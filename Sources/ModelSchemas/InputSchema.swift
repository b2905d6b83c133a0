internal import InferenceKit
internal import Media
internal import ModelManifest

/// The schema of one input.
struct InputSchema {
    private let input: InputDeclaration

    /// - Parameter input: The input.
    init(_ input: InputDeclaration) {
        self.input = input
    }

    /// The members of the schema.
    var members: [String: JSONValue] {
        var schema = Self.type(input.type)
        schema.merge(Self.limits(input)) { _, new in new }
        if let many = input.many {
            schema = ["type": "array", "items": .object(schema)]
            schema["minItems"] = (many.min ?? many.above.map { $0 + 1 }).map(JSONValue.int)
            schema["maxItems"] = (many.max ?? many.below.map { $0 - 1 }).map(JSONValue.int)
        }
        schema["title"] = .string(title(of: input.name))
        schema["description"] = input.description.map(JSONValue.string)
        schema["x-subject-of"] = input.subjectOf.map(JSONValue.string)
        schema["default"] = input.defaultValue?.json
        if !input.examples.isEmpty { schema["examples"] = .array(input.examples.map(\.json)) }
        if let deprecated = input.deprecated {
            schema["deprecated"] = true
            schema["x-deprecated"] = .string(deprecated)
        }
        if !input.conditional.isEmpty { schema["x-when"] = .array(input.conditional.map(Self.condition)) }
        return schema
    }

    /// The schema of a type: files are URLs.
    static func type(_ type: ValueType) -> [String: JSONValue] {
        switch type {
        case .image, .audio, .video, .file: ["type": "string", "format": "uri", "x-type": .string(type.rawValue)]
        case .string, .integer, .number, .boolean: ["type": .string(type.rawValue)]
        }
    }

    /// The limits of a declaration.
    static func limits(_ input: InputDeclaration) -> [String: JSONValue] {
        var schema: [String: JSONValue] = [:]
        if !input.formats.isEmpty { schema["x-accept"] = accept(input.formats) }
        schema["x-bytes"] = input.size?.json { .int(Int($0)) }
        schema["x-width-pixels"] = input.width?.json(JSONValue.int)
        schema["x-height-pixels"] = input.height?.json(JSONValue.int)
        schema["x-seconds"] = input.duration?.json { jsonNumber($0 / .seconds(1)) }
        if let length = input.length {
            // JSON Schema counts code points, of which a character may have several: its limit is the stricter one.
            schema["minLength"] = (length.min ?? length.above.map { $0 + 1 }).map(JSONValue.int)
            schema["maxLength"] = (length.max ?? length.below.map { $0 - 1 }).map(JSONValue.int)
            schema["x-characters"] = length.json(JSONValue.int)
        }
        schema["pattern"] = input.pattern.map(JSONValue.string)
        if let range = input.range {
            schema["minimum"] = range.min.map(jsonNumber)
            schema["maximum"] = range.max.map(jsonNumber)
            schema["exclusiveMinimum"] = range.above.map(jsonNumber)
            schema["exclusiveMaximum"] = range.below.map(jsonNumber)
            schema["x-recommended-maximum"] = range.recommendedMax.map(jsonNumber)
        }
        if !input.allowedValues.isEmpty { schema["enum"] = .array(input.allowedValues.map(\.json)) }
        return schema
    }

    /// The media types of formats.
    static func accept(_ formats: [MediaFormat]) -> JSONValue {
        .array(formats.map { .string($0.contentType) })
    }

    private static func condition(_ condition: ConditionalLimits) -> JSONValue {
        var members = limits(condition.limits)
        let inputs = condition.conditions.map { ($0.input, JSONValue.array($0.values.map(\.json))) }
        members["inputs"] = .object(Dictionary(inputs) { first, _ in first })
        members["severity"] = condition.isWarning ? "warning" : "error"
        return .object(members)
    }
}

/// The schema of one output.
struct OutputSchema {
    private let output: OutputDeclaration

    /// - Parameter output: The output.
    init(_ output: OutputDeclaration) {
        self.output = output
    }

    /// The members of the schema.
    var members: [String: JSONValue] {
        var schema = InputSchema.type(output.type)
        schema["title"] = .string(title(of: output.name))
        schema["description"] = output.description.map(JSONValue.string)
        if !output.formats.isEmpty { schema["x-accept"] = InputSchema.accept(output.formats) }
        schema["x-width-pixels"] = output.width?.json(JSONValue.int)
        schema["x-height-pixels"] = output.height?.json(JSONValue.int)
        schema["x-seconds"] = output.duration?.json { jsonNumber($0 / .seconds(1)) }
        schema["x-frames-per-second"] = output.frameRate.map(jsonNumber)
        return schema
    }
}

// MARK: - Values

/// `mask_index` as a person would write it: `Mask Index`.
private func title(of name: String) -> String {
    name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
}

/// A number, whole where it can be.
private func jsonNumber(_ value: Double) -> JSONValue {
    Int(exactly: value).map(JSONValue.int) ?? .double(value)
}

extension Bounds {
    /// The limits by the manifest's words.
    fileprivate func json(_ value: (Value) -> JSONValue) -> JSONValue {
        var members: [String: JSONValue] = [:]
        for (kind, limit) in [
            (BoundKind.min, min), (.max, max), (.above, above), (.below, below), (.recommendedMax, recommendedMax),
        ] {
            members[kind.rawValue] = limit.map(value)
        }
        return .object(members)
    }
}

extension ScalarValue {
    /// The value as JSON.
    fileprivate var json: JSONValue {
        switch self {
        case .string(let text): .string(text)
        case .integer(let number): .int(number)
        case .number(let value): jsonNumber(value)
        case .boolean(let isTrue): .bool(isTrue)
        }
    }
}
