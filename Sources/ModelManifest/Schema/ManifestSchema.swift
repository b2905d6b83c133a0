/// A JSON Schema of manifests, for editors and for validators of other make.
///
/// It says what the decoder says as far as a schema can: names, types, closed sets, forms. What compares two values is left to
/// `runner validate`. Which keys there are, which units and which formats, comes from what the decoder itself reads them from.
package enum ManifestSchema {
    /// The schema as JSON with a final newline.
    package static var text: String { schema.text }

    static var schema: JSONSchema {
        let head: JSONSchema = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Model manifest (inf.yml)",
            "description":
                "What a model is, what it takes and makes, and what it costs. 'runner validate' checks more than this schema can say.",
            "type": "object",
            "required": ["name", "description", "category", "kernel"],
            "properties": properties.with(LegacySchema.properties),
            "additionalProperties": false,
            "if": isForPlatform,
            "then": PlatformSchema.demands,
        ]
        let definitions = DeclarationSchema.definitions.with(BoundsSchema.definitions).with(SchemaPart.quantities)
            .with(["credential": PlatformSchema.credential])
        return head.with(["$defs": definitions])
    }

    /// Whether a manifest is held to the platform's rules: see `Profile.standard`.
    private static var isForPlatform: JSONSchema {
        [
            "required": ["kernel"],
            "properties": ["kernel": ["not": ["type": "string", "pattern": "^swift"]]],
            "not": ["anyOf": .array(Profile.runnerKeys.map { ["required": [.string($0)]] })],
        ]
    }

    private static var properties: JSONSchema {
        listing.with(PlatformSchema.properties).with(ours)
    }

    /// What a listing shows.
    private static var listing: JSONSchema {
        [
            "namespace": SchemaPart.value(
                "string",
                "The owner's name. The model is called 'namespace/name'; without it, just 'name'.",
                isNullable: true,
                ["pattern": .string("^$|" + SchemaPart.modelName), "examples": ["bytedance"]]
            ),
            "name": SchemaPart.value(
                "string",
                "The model's name within its namespace: lower-case letters, digits and '-'. It cannot be changed later.",
                ["pattern": .string(SchemaPart.modelName), "examples": ["omnihuman-1-5"]]
            ),
            "title": SchemaPart.value(
                "string",
                "The name for people, such as 'OmniHuman 1.5'. Without it, 'name' is shown.",
                isNullable: true
            ),
            "description": SchemaPart.value(
                "string",
                "What the model does, in one sentence of at most 200 characters.",
                ["pattern": .string(SchemaPart.notBlank)]
            ),
            "category": SchemaPart.value(
                "string",
                "Where the model is listed.",
                ["pattern": .string(SchemaPart.notBlank), "examples": SchemaPart.strings(Category.known)]
            ),
            "kernel": SchemaPart.value(
                "string",
                "What runs the model: its language and version. Models with an 'Inference.swift' have 'swift-6'.",
                ["enum": SchemaPart.strings(Kernel.runner + Kernel.platform)]
            ),
        ]
    }

    /// What the platform's manifests do not have.
    private static var ours: JSONSchema {
        [
            "inputs": DeclarationSchema.declarations(
                .input,
                "What the model takes: for each name, in snake_case, a type and constraints that are checked before the model runs. '{}' for a model that takes nothing."
            ),
            "outputs": DeclarationSchema.declarations(.output, "What the model makes: for each name, a type."),
            "pricing": pricing,
        ]
    }

    private static var pricing: JSONSchema {
        let price: JSONSchema = ["minimum": 0, "examples": [0.12]]
        return SchemaPart.mapping(
            "What a prediction costs, shown and added up before it is paid.",
            [
                "usd_per_output_second": SchemaPart.value(
                    "number",
                    "US dollars for one second of output; 'duration_from' tells how many seconds there will be.",
                    price
                ),
                "usd_per_run": SchemaPart.value("number", "US dollars for a run, whatever it makes.", price),
                "duration_from": SchemaPart.value(
                    "string",
                    "The audio or video input that the output is as long as.",
                    ["examples": ["audio"]]
                ),
            ]
        ).with(["anyOf": [["required": ["usd_per_output_second"]], ["required": ["usd_per_run"]]]])
    }
}

/// Keys of earlier forms: they are ignored with a warning, which an editor shows.
enum LegacySchema {
    /// The keys with what took their place.
    static var properties: JSONSchema {
        [
            "variants": legacy("give each variant a model directory of its own, or an input"),
            "python": legacy("write 'kernel: python-3.11', with the version that was meant"),
            "is_public": legacy("remove it; who sees a model is set where it is published"),
            "perms": legacy("remove it; who sees a model is set where it is published"),
            "requirements": legacy("move its 'secrets' to the top level, and its 'integrations' to 'credentials'"),
            "integrations": legacy("rename it to 'credentials', which reads the same entries")
                .with(PlatformSchema.accounts),
            "repository": legacy("remove it; put a link into the description or the README"),
            "version": legacy("remove it; each deployment is a version of its own"),
        ]
    }

    private static func legacy(_ migration: String) -> JSONSchema {
        [
            "description": .string("A key of an earlier form: \(migration)."),
            "deprecated": true,
            "deprecationMessage": .string(migration),
            "doNotSuggest": true,
        ]
    }
}
