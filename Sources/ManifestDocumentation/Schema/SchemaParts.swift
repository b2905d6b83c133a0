import Quantities

/// The parts of the manifest's schema.
enum SchemaPart {
    /// The form of a model's name and its owner's.
    static let modelName = "^[a-z0-9]([a-z0-9._-]{0,98}[a-z0-9])?$"
    /// The form of a service's name, at most 40 bytes.
    static let serviceName = "^(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$"
    /// The form of a host that a model connects to.
    static let host =
        "^(?=.{1,253}$)([*][.])?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?([.][a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+(:[1-9][0-9]{0,4})?$"
    /// The form of an input's name and an output's.
    static let declarationName = "^[a-z][a-z0-9_]{0,63}$"
    /// The form of an environment variable's name.
    static let variableName = "^[A-Za-z_][A-Za-z0-9_]*$"
    /// The form of a text that is not blank.
    static let notBlank = "[^ \\n]"
    /// The longest list of values.
    static let longestList = 500

    /// Returns a value of a JSON type.
    ///
    /// - Parameters:
    ///   - type: The type's name in JSON Schema.
    ///   - description: What the value is for.
    ///   - isNullable: Whether the key can be without a value, which counts as absent.
    ///   - more: Further keywords.
    /// - Returns: The schema of the value.
    static func value(
        _ type: String,
        _ description: String,
        isNullable: Bool = false,
        _ more: JSONSchema = [:]
    ) -> JSONSchema {
        let types: JSONSchema = isNullable ? [.string(type), "null"] : .string(type)
        return (["description": .string(description), "type": types] as JSONSchema).with(more)
    }

    /// Returns a list.
    ///
    /// - Parameters:
    ///   - items: What each item is.
    ///   - description: What the list is for.
    ///   - isNullable: Whether the key can be without a value, which counts as absent.
    ///   - more: Further keywords.
    /// - Returns: The schema of the list.
    static func list(
        of items: JSONSchema,
        _ description: String,
        isNullable: Bool = false,
        _ more: JSONSchema = [:]
    ) -> JSONSchema {
        value("array", description, isNullable: isNullable, ["items": items]).with(more)
    }

    /// Returns a mapping that takes no other keys than those named.
    ///
    /// - Parameters:
    ///   - description: What the mapping is for; nil if its key describes it.
    ///   - isNullable: Whether the key can be without a value, which counts as absent.
    ///   - required: The required keys.
    ///   - properties: The keys with their values.
    /// - Returns: The schema of the mapping.
    static func mapping(
        _ description: String?,
        isNullable: Bool = false,
        required: [String] = [],
        _ properties: JSONSchema
    ) -> JSONSchema {
        var schema: JSONSchema = [:]
        if let description { schema["description"] = .string(description) }
        schema["type"] = isNullable ? ["object", "null"] : "object"
        if !required.isEmpty { schema["required"] = strings(required) }
        schema["properties"] = properties
        schema["additionalProperties"] = false
        return schema
    }

    /// Returns a list of strings.
    static func strings(_ values: [String]) -> JSONSchema {
        .array(values.map { .string($0) })
    }

    /// Returns a reference to a definition.
    static func definition(_ name: String) -> JSONSchema {
        ["$ref": "#/$defs/\(name)"]
    }
}

// MARK: - Quantities

extension SchemaPart {
    /// The definitions of values with units.
    static var quantities: JSONSchema {
        [
            "size": [
                "description":
                    "A number of bytes with its unit and no space between, such as 5MB, 1.5GB or 512KiB; a bare number is bytes.",
                "type": ["integer", "string"],
                "minimum": 0,
                "pattern": .string(pattern(.bytes, needsUnit: false)),
                "examples": ["5MB"],
            ],
            "duration": [
                "description": "A length of time with its unit and no space between, such as 500ms, 15s, 1min or 1h.",
                "type": "string",
                "pattern": .string(pattern(.time, needsUnit: true)),
                "examples": ["15s"],
            ],
        ]
    }

    /// Returns the schema of a machine's memory, where a bare number means gigabytes, megabytes or bytes, depending on its magnitude.
    static func memory(_ description: String) -> JSONSchema {
        [
            "description": .string(description),
            "markdownDescription": .string(
                description
                    + "\n\nA number without a unit means gigabytes below 1000, megabytes below 1000000000, bytes otherwise: `16` is 16 GB and so is `16000`. It is clearer to write the unit: `16GB`, `512MB`, `16GiB`."
            ),
            "type": ["number", "string", "null"],
            "minimum": 0,
            "pattern": .string(pattern(.bytes, needsUnit: false)),
            "examples": ["4GB"],
        ]
    }

    private static func pattern(_ quantity: UnitScalar.Quantity, needsUnit: Bool) -> String {
        let units = quantity.units.map(\.name).joined(separator: "|")
        return "^([0-9]+\\.?[0-9]*|\\.[0-9]+)(\(units))\(needsUnit ? "" : "?")$"
    }
}
