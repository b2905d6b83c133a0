import ManifestDecoding
import Media
import ModelManifest
import Patterns

/// The schema of inputs and outputs: the keys of each type and their values.
enum DeclarationSchema {
    /// Which of the two is declared.
    enum Role: String, CaseIterable {
        case input
        case output

        /// The keys of a declaration of a type.
        func keys(_ type: ValueType) -> [String] {
            self == .input ? DeclarationKeys.input(type) : DeclarationKeys.output(type)
        }

        /// The keys of a declaration of any type.
        var allKeys: [String] {
            self == .input ? DeclarationKeys.anyInput : DeclarationKeys.anyOutput
        }
    }

    /// Returns the mapping from names to declarations.
    static func declarations(_ role: Role, _ description: String) -> JSONSchema {
        [
            "description": .string(description),
            "type": "object",
            "propertyNames": ["pattern": .string(SchemaPart.declarationName)],
            "additionalProperties": SchemaPart.definition(role.rawValue),
        ]
    }

    /// The definitions of inputs and outputs, and of each type of them.
    static var definitions: JSONSchema {
        var definitions: JSONSchema = [:]
        for role in Role.allCases {
            definitions[role.rawValue] = declaration(role)
            for type in ValueType.allCases {
                definitions[name(type, role)] = declaration(of: type, role)
            }
        }
        return definitions
    }

    /// A declaration of any type; the type determines the rest.
    private static func declaration(_ role: Role) -> JSONSchema {
        var properties: JSONSchema = ["type": typeKey(role)]
        for key in role.allKeys where key != "type" { properties[key] = true }
        let known: JSONSchema = SchemaPart.strings(ValueType.allCases.map(\.rawValue))
        let branches: [JSONSchema] = ValueType.allCases.map { type in
            ["if": isOf(["const": .string(type.rawValue)]), "then": SchemaPart.definition(name(type, role))]
        }
        let withoutType: JSONSchema = [
            "if": isOf(["enum": known]),
            "then": true,
            "else": ["properties": properties, "additionalProperties": false],
        ]
        return [
            "type": "object",
            "required": ["type"],
            "properties": ["type": typeKey(role)],
            "allOf": .array(branches + [withoutType]),
        ]
    }

    private static func isOf(_ type: JSONSchema) -> JSONSchema {
        ["properties": ["type": type], "required": ["type"]]
    }

    private static func name(_ type: ValueType, _ role: Role) -> String {
        type.rawValue + (role == .input ? "Input" : "Output")
    }

    private static func declaration(of type: ValueType, _ role: Role) -> JSONSchema {
        var properties: JSONSchema = [:]
        for key in role.keys(type) { properties[key] = value(key, type, role) }
        return ["properties": properties, "additionalProperties": false]
    }

    // MARK: - Keys

    /// Returns the schema of a key's value; a key that is not described here allows anything, which a test finds.
    private static func value(_ key: String, _ type: ValueType, _ role: Role) -> JSONSchema {
        switch key {
        case "type": typeKey(role)
        case "description":
            SchemaPart.value("string", role == .input ? "What the input is for." : "What the output is.")
        case "required":
            SchemaPart.value(
                "boolean",
                role == .input
                    ? "Whether a prediction needs a value; true by default, unless there is a 'default'."
                    : "Whether every successful run has the output; true by default."
            )
        case "many": SchemaPart.definition("manyLimits")
        case "excludes": inputNames("Inputs that cannot be given together with this one.")
        case "needs": inputNames("Inputs that must be given when this one is.")
        case "formats": formats(of: type)
        case "size": SchemaPart.definition("sizeLimits")
        case "width": SchemaPart.definition("widthLimits")
        case "height": SchemaPart.definition("heightLimits")
        case "duration": SchemaPart.definition("durationLimits")
        case "length": SchemaPart.definition("lengthLimits")
        case "range": range(of: type)
        case "pattern":
            SchemaPart.value(
                "string",
                "A regular expression that must match somewhere in the text; use '^' and '$' to match the whole text. At most 500 bytes, without look-around and references to groups.",
                ["format": "regex", "maxLength": .integer(Pattern.longest), "examples": ["^[^<>]*$"]]
            )
        case "enum":
            values("The only values allowed.", of: type, ["minItems": 1])
        case "examples":
            values("Sample values to show and to try; each must meet the input's limits.", of: type)
        case "default":
            (["description": "The value that is used if none is given."] as JSONSchema).with(plain(type))
        case "deprecated":
            SchemaPart.value("string", "Why the input should no longer be used, and what to use instead.")
        case "subject_of":
            SchemaPart.value(
                "string",
                "The image input of which this number chooses a subject; 0 is the first. Users can then give a point of the picture as '@X,Y', and list the subjects with 'runner subjects'.",
                ["pattern": .string(SchemaPart.declarationName), "examples": ["image"]]
            )
        case "when": conditions(type)
        case "frame_rate":
            SchemaPart.value("number", "Frames per second.", ["exclusiveMinimum": 0, "examples": [30]])
        default: true
        }
    }

    private static func inputNames(_ description: String) -> JSONSchema {
        SchemaPart.list(of: ["type": "string"], description, ["examples": [["image"]]])
    }

    /// The conditions of limits, or of a value of a price.
    ///
    /// - Parameter description: What they are for.
    /// - Returns: The schema of a mapping from inputs to values.
    static func conditions(_ description: String) -> JSONSchema {
        [
            "description": .string(description),
            "type": "object",
            "minProperties": 1,
            "propertyNames": ["pattern": .string(SchemaPart.declarationName)],
        ]
    }

    private static func conditions(_ type: ValueType) -> JSONSchema {
        var properties: JSONSchema = [
            "inputs": conditions("The values of other inputs with which these limits apply, one or a list for each."),
            "severity": SchemaPart.value(
                "string",
                "Whether a value outside these limits is an error (the default) or only a warning.",
                ["enum": SchemaPart.strings(["error", "warning"])]
            ),
            "source": SchemaPart.value("string", "The source of these limits; shown to the user."),
        ]
        let limits = ConditionDecoder.limits(of: type)
        for key in limits {
            properties[key] = value(key, type, .input)
        }
        let isLimited: JSONSchema = ["anyOf": .array(limits.map { ["required": [.string($0)]] })]
        return SchemaPart.list(
            of: SchemaPart.mapping(nil, required: ["inputs"], properties).with(isLimited),
            "Further limits that apply only with certain values of other inputs."
        )
    }

    private static func typeKey(_ role: Role) -> JSONSchema {
        SchemaPart.value(
            "string",
            "The type of the \(role.rawValue), which determines the other keys.",
            ["enum": SchemaPart.strings(ValueType.allCases.map(\.rawValue))]
        )
    }

    private static func formats(of type: ValueType) -> JSONSchema {
        let formats = MediaFormat.allCases.filter { type.mediaKind == nil || $0.kind == type.mediaKind }
        return SchemaPart.list(
            of: ["type": "string", "enum": SchemaPart.strings(formats.map(\.rawValue))],
            "The allowed formats, determined from the file's bytes, not from its name. Without this key, any format of the type.",
            ["minItems": 1, "uniqueItems": true]
        )
    }

    private static func range(of type: ValueType) -> JSONSchema {
        let isWhole = type == .integer
        return BoundsSchema.limits(
            "The limits of the number.",
            of: ["type": isWhole ? "integer" : "number"],
            example: isWhole ? ["min": 0, "max": 4] : ["above": 0, "max": 1]
        )
    }

    private static func values(_ description: String, of type: ValueType, _ more: JSONSchema = [:]) -> JSONSchema {
        SchemaPart.list(
            of: plain(type),
            description,
            ["maxItems": .integer(SchemaPart.longestList), "uniqueItems": true]
        ).with(more)
    }

    /// A value of a type as a manifest writes it; of a file its path or URL.
    private static func plain(_ type: ValueType) -> JSONSchema {
        switch type {
        case .image, .audio, .video, .file, .string: ["type": "string"]
        case .integer: ["type": "integer"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        }
    }
}
