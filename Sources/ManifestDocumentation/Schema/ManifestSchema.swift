import ManifestDecoding

/// A JSON Schema of manifests, for editors and other validators.
///
/// It makes the checks of the decoder that a schema can express: names, types, fixed sets, forms. Checks that compare two
/// values are left to `runner validate`. Keys, units and formats come from the tables of the decoder.
package enum ManifestSchema {
    /// The schema as JSON with a final newline.
    package static var text: String { schema.text }

    static var schema: JSONSchema {
        let head: JSONSchema = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Model manifest (inf.yml)",
            "description":
                "What a model is, what its inputs and outputs are, and what it costs. 'runner validate' checks more than this schema can express.",
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

    /// Whether the platform's rules apply to a manifest: see `Profile.standard`.
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
                "The display name, such as 'OmniHuman 1.5'. Without it, 'name' is shown.",
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
                ["pattern": .string(SchemaPart.notBlank), "examples": SchemaPart.strings(UnknownCategory.known)]
            ),
            "kernel": SchemaPart.value(
                "string",
                "What runs the model: its language and version. Models with an 'Inference.swift' have 'swift-6'.",
                ["enum": SchemaPart.strings(UnknownKernel.runner + UnknownKernel.platform)]
            ),
        ]
    }

    /// The keys that the platform does not have.
    private static var ours: JSONSchema {
        [
            "service": SchemaPart.value(
                "string",
                "The service that the model calls, in lower case. A service named 'vision' is redirected by the variable 'VISION_ENDPOINT'. Local files are uploaded to where the service can fetch them; without this key, the model reads them itself.",
                isNullable: true,
                ["pattern": .string(SchemaPart.serviceName), "examples": ["vision"]]
            ),
            "hosts": SchemaPart.list(
                of: ["type": "string", "pattern": .string(SchemaPart.host)],
                "The hosts that the model connects to. Without this key, those of the kit's helpers, such as VisionHelper. Staging, and links in the service's responses, are always allowed.",
                isNullable: true,
                ["uniqueItems": true, "examples": [["api.example.com", "*.example.com"]]]
            ),
            "inputs": DeclarationSchema.declarations(
                .input,
                "The model's inputs: for each name, in snake_case, a type and limits that are checked before the model runs. '{}' for a model without inputs."
            ),
            "outputs": DeclarationSchema.declarations(.output, "The model's outputs: for each name, a type."),
            "pricing": pricing,
        ]
    }

    private static var pricing: JSONSchema { PricingSchema.pricing }
}

/// Keys of earlier formats: they are ignored with a warning, which an editor shows.
enum LegacySchema {
    /// The keys with their replacements.
    static var properties: JSONSchema {
        [
            "variants": legacy("give each variant its own model directory, or an input"),
            "python": legacy("write 'kernel: python-3.11', with the right version"),
            "is_public": legacy("remove it; a model's visibility is set where it is published"),
            "perms": legacy("remove it; a model's visibility is set where it is published"),
            "requirements": legacy("move its 'secrets' to the top level, and its 'integrations' to 'credentials'"),
            "integrations": legacy("rename it to 'credentials', which has the same entries")
                .with(PlatformSchema.accounts),
            "repository": legacy("remove it; put a link in the description or the README"),
            "version": legacy("remove it; each deployment is a separate version"),
        ]
    }

    private static func legacy(_ migration: String) -> JSONSchema {
        [
            "description": .string("A key of an earlier format: \(migration)."),
            "deprecated": true,
            "deprecationMessage": .string(migration),
            "doNotSuggest": true,
        ]
    }
}
