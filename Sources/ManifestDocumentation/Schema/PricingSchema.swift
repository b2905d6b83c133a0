import ManifestDecoding
import ModelManifest

/// The schema of `pricing`.
enum PricingSchema {
    /// The whole mapping.
    static var pricing: JSONSchema {
        let price: JSONSchema = ["minimum": 0, "examples": [0.12]]
        return SchemaPart.mapping(
            "What a prediction costs; shown before it is charged.",
            [
                "usd_per_output_second": SchemaPart.value(
                    "number",
                    "US dollars for one second of output; 'duration_from' gives the number of seconds.",
                    price
                ),
                "usd_per_run": SchemaPart.value("number", "US dollars for a run, regardless of its output.", price),
                "usd_per_image": formula("US dollars for one image; 'images' gives the number of images.", 0.04),
                "usd_per_million_tokens": formula(
                    "US dollars for a million tokens; 'tokens' gives the number of tokens.",
                    2.4
                ),
                "duration_from": SchemaPart.value(
                    "string",
                    "The audio or video input that determines the length of the output.",
                    ["examples": ["audio"]]
                ),
                "images": formula("How many images a run makes; 1 without this key.", "max_images"),
                "tokens": formula(
                    "How many tokens a run uses; unknown without this key until the service reports it.",
                    "floor(width * height * frames / 1024)"
                ),
                "values": values,
            ]
        ).with(["anyOf": .array(PricingDecoder.prices.map { ["required": [.string($0)]] })])
    }

    private static func formula(_ description: String, _ example: JSONSchema) -> JSONSchema {
        [
            "description": .string(description),
            "anyOf": [["type": "number", "minimum": 0], ["type": "string", "maxLength": .integer(Formula.longest)]],
            "examples": [example],
        ]
    }

    private static var values: JSONSchema {
        let row = SchemaPart.mapping(
            nil,
            [
                "inputs": DeclarationSchema.conditions(
                    "The values of inputs with which the row applies, one or a list for each."
                ),
                "is": formula("The value.", "1280 * 720"),
                "at_most": formula(
                    "An upper bound, if the value itself is not known; the price is then unknown.",
                    921_600
                ),
                "reason": SchemaPart.value("string", "Why only an upper bound is known; shown to the user."),
            ]
        ).with(["oneOf": [["required": ["is"]], ["required": ["at_most"]]]])
        return [
            "description":
                "Values for the price formulas; each is that of the first row whose conditions hold and that can be calculated.",
            "type": "object",
            "propertyNames": ["pattern": .string(SchemaPart.declarationName)],
            "additionalProperties": SchemaPart.list(of: row, "The rows of the value."),
        ]
    }
}
