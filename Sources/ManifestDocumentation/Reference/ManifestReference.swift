import ManifestDecoding
import ModelManifest
import Quantities

/// The reference page about every key of a manifest, generated from the schema and the tables of the decoder.
package enum ManifestReference {
    /// The page in Markdown with a final newline.
    package static var text: String {
        (introduction + listing + inputs + outputs + pricing + needs + listed + earlier + quantities)
            .joined(separator: "\n") + "\n"
    }

    private static var schema: JSONSchema { ManifestSchema.schema }

    /// The named keys of the manifest.
    private static func properties(_ keys: [String]) -> JSONSchema {
        .object(keys.compactMap { key in schema["properties"]?[key].map { JSONSchema.Member(key: key, value: $0) } })
    }

    private static func definition(_ name: String) -> JSONSchema { schema["$defs"]?[name] ?? [:] }

    private static var introduction: [String] {
        [
            "# The manifest, key by key", "",
            "<!-- Made by 'runner schema manifest --format markdown'. -->", "",
            "A model is a directory with a manifest, `inf.yml`, and a Swift type `Inference`. The manifest says what the model is, what",
            "its inputs and outputs are, and what it costs. It is read before anything runs: a prediction with an input that breaks a limit is",
            "refused before it is charged. `runner validate` reports what is wrong with a manifest, with line and column.",
            "", "A manifest that uses most of it:", "", "```yaml",
        ] + example.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) + ["```", ""]
            + [
                "Manifests are YAML without its pitfalls: no anchors, tags or repeated keys ([duplicate-key](checks.md#duplicate-key),",
                "[alias](checks.md#alias)), and no values that other YAML readers read differently",
                "([ambiguous-value](checks.md#ambiguous-value)). A key that is not on this page is an error",
                "([unknown-key](checks.md#unknown-key)). An optional key can also be present without a value.",
                "",
            ]
    }

    private static var listing: [String] {
        let keys = ["namespace", "name", "title", "description", "category", "kernel", "service", "hosts"]
        return ["## What the model is", ""]
            + ReferenceTable.keys(
                properties(keys),
                required: ["name", "description", "category", "kernel"],
                checks: [
                    "namespace": ["missing-namespace", "bad-name"],
                    "name": ["bad-name", "unusual-name", "directory-name", "duplicate-model"],
                    "description": ["long-description", "stray-blank"],
                    "category": ["unknown-category"],
                    "kernel": ["unknown-kernel"],
                    "service": ["bad-name"],
                    "hosts": ["bad-host"],
                ]
            ) + [""]
    }

    // MARK: - Inputs and outputs

    private static var inputs: [String] {
        let common = [
            "type", "description", "required", "default", "examples", "deprecated", "excludes", "needs", "when",
        ]
        let general = DeclarationKeys.anyInput.filter { !common.contains($0) }
        return [
            "## Inputs", "",
            "`inputs` has a key for each input. Its name is in snake_case; in `Inference.swift` the property of `Input` has the same name in",
            "camelCase, so `mask_index` becomes `maskIndex`. A model without inputs has `inputs: {}`",
            "([undeclared-inputs](checks.md#undeclared-inputs)). Names that are easily confused are reported",
            "([similar-inputs](checks.md#similar-inputs)).", "", "Every input takes these keys:", "",
        ]
            + ReferenceTable.keys(
                declaration(common, .input),
                required: ["type"],
                checks: [
                    "default": ["invalid-default", "unused-default"], "examples": ["invalid-example"],
                    "when": ["unknown-condition"], "excludes": ["related-input"], "needs": ["related-input"],
                ]
            ) + [
                "",
                "The other keys depend on its `type`; any other key is [inapplicable](checks.md#inapplicable-key):",
                "",
            ]
            + matrix(general, .input) + [""]
            + ReferenceTable.keys(
                declaration(general, .input),
                checks: [
                    "pattern": ["bad-pattern"], "enum": ["duplicate-value"], "subject_of": ["subject-source"],
                ]
            ) + [
                "",
                "A file's format is determined by its bytes, never by its name. These are the formats of each type:",
                "",
            ] + formats + [""] + limits + conditions
    }

    private static var conditions: [String] {
        [
            "### Limits that depend on other inputs", "",
            "Each item of `when` has limits that apply only with certain values of other inputs. They are errors, or warnings that are",
            "shown before anything is charged:", "",
            "```yaml", "audio:", "    type: audio", "    duration: {max: 60s}", "    when:",
            "        - inputs: {resolution: 1080}", "          duration: {max: 30s}", "          severity: warning",
            "          source: the service's price list", "```", "",
        ]
            + ReferenceTable.table(
                ["key", "meaning"],
                [
                    [
                        "`inputs` **required**",
                        "Values of other inputs, one or a list for each; all conditions must hold.",
                    ],
                    ["limits", "At least one limit that the input's type takes; a boolean takes `enum`."],
                    ["`severity`", "`error` (the default) or `warning`."],
                    ["`source`", "The source of these limits; shown to the user."],
                ]
            ) + ["", "See [unknown-condition](checks.md#unknown-condition).", ""]
    }

    private static var outputs: [String] {
        let common = ["type", "description"]
        let general = DeclarationKeys.anyOutput.filter { !common.contains($0) }
        return [
            "## Outputs", "",
            "`outputs` has a key for each output, with the same rules for names. A file gets its final name only when it is complete and in one of its",
            "`formats`; a video with another `frame_rate` is kept with a warning. The limits describe what to expect and are not checked.",
            "",
        ] + ReferenceTable.keys(declaration(common, .output), required: ["type"]) + [""] + matrix(general, .output) + [
            ""
        ]
            + ReferenceTable.keys(declaration(["frame_rate"], .output)) + [
                "", "The other keys are the same as for inputs.", "",
            ]
    }

    /// The keys of inputs or outputs, each in the form of the first type that has it.
    private static func declaration(_ keys: [String], _ role: DeclarationSchema.Role) -> JSONSchema {
        let suffix = role == .input ? "Input" : "Output"
        return .object(
            keys.compactMap { key in
                let types = ValueType.allCases.filter { role.keys($0).contains(key) }
                guard let type = types.first, var value = definition(type.rawValue + suffix)["properties"]?[key] else {
                    return nil
                }
                // Details of that type would be wrong for the others.
                if key == "formats" { value["items"] = ["type": "string"] }
                if ["default", "enum", "examples"].contains(key) {
                    value["items"] = nil
                    value["type"] = .string(key == "default" ? "a value of the type" : "list of such values")
                }
                if key == "when" {
                    value["items"] = nil
                    value["type"] = "[list](#limits-that-depend-on-other-inputs)"
                }
                if key == "range" { value["unit"] = "[limits](#limits)" }
                return JSONSchema.Member(key: key, value: value)
            }
        )
    }

    private static func matrix(_ keys: [String], _ role: DeclarationSchema.Role) -> [String] {
        ReferenceTable.table(
            ["type"] + keys.map { "`\($0)`" },
            ValueType.allCases.map { type in
                ["`\(type.rawValue)`"] + keys.map { role.keys(type).contains($0) ? "✓" : "" }
            }
        )
    }

    private static var formats: [String] {
        let rows = ValueType.allCases.compactMap { type -> [String]? in
            let items = definition("\(type.rawValue)Input")["properties"]?["formats"]?["items"]?["enum"]
            guard let items, case .array(let values) = items else { return nil }
            return ["`\(type.rawValue)`", values.map { "`\($0.flow)`" }.joined(separator: ", ")]
        }
        return ReferenceTable.table(["type", "formats"], rows)
    }

    private static var limits: [String] {
        [
            "### Limits", "",
            "`size`, `width`, `height`, `duration`, `length` and `range` have at least one limit, such as `{min: 1, max: 40}`. Limits that no",
            "value can meet are [contradictory](checks.md#contradictory-bounds).", "",
        ]
            + ReferenceTable.table(
                ["key", "meaning"],
                BoundKind.allCases.map { ["`\($0.rawValue)`", BoundsSchema.text($0)] }
            ) + [""]
    }

    // MARK: - The rest

    private static var pricing: [String] {
        [
            "## What a prediction costs", "", "`pricing` is shown before a prediction and compared with `--max-cost`.",
            "",
        ]
            + ReferenceTable.keys(
                schema["properties"]?["pricing"]?["properties"] ?? [:],
                checks: [
                    "duration_from": ["duration-source"], "tokens": ["bad-formula"], "values": ["bad-formula"],
                ]
            ) + ["", "At least one of the prices is required; if several are given, they are added up.", ""]
            + [
                "Each row of a value under `values`:", "",
            ]
            + ReferenceTable.keys(
                schema["properties"]?["pricing"]?["properties"]?["values"]?["additionalProperties"]?["items"]?[
                    "properties"
                ] ?? [:]
            )
            + [
                "",
                "A formula consists of numbers, the names of inputs that are numbers, names under `values`, `+ - * /`, parentheses, and the",
                "functions `floor`, `ceil`, `min` and `max`. Each value is that of the first row whose `inputs` match and whose formula needs no omitted input. With `at_most` the price is unknown,",
                "with an upper bound. After the run, the tokens and images that the service reports replace the formulas.",
                "",
                "```yaml", "pricing:", "    usd_per_million_tokens: rate",
                "    tokens: floor(pixels * (24 * duration + 1) / 1024)", "    values:", "        pixels:",
                "            - {inputs: {resolution: 720p}, is: 1280 * 720}", "            - {at_most: 1920 * 1200}",
                "        rate:", "            - {inputs: {sound: false}, is: 1.2}", "            - {is: 2.4}", "```",
                "",
            ]
    }

    private static var needs: [String] {
        let resources = schema["properties"]?["resources"]?["properties"] ?? [:]
        return ["## What the model needs", ""]
            + ReferenceTable.keys(
                properties(["secrets", "env", "resources", "credentials", "sandbox"]),
                checks: [
                    "secrets": ["shadowed-secret", "secret-spelling"],
                    "env": ["secret-in-env", "exposed-secret", "variable-case", "reserved-variable"],
                    "credentials": ["credential-capability", "provider-spelling"],
                ]
            ) + ["", "Each of `secrets`:", ""]
            + ReferenceTable.keys(
                schema["properties"]?["secrets"]?["items"]?["properties"] ?? [:],
                required: ["key"],
                checks: ["key": ["variable-case", "reserved-variable"], "description": ["undescribed-secret"]]
            ) + ["", "`resources`, which is required in manifests for the platform:", ""]
            + ReferenceTable.keys(
                resources,
                checks: ["gpu": ["gpu-mismatch"], "ram": ["doubtful-size", "zero-memory"]]
            ) + ["", "`resources.gpu`:", ""]
            + ReferenceTable.keys(resources["gpu"]?["properties"] ?? [:], checks: ["vram": ["doubtful-size"]]) + [
                "",
                "Memory without a unit means gigabytes below 1000, megabytes below 1000000000, bytes otherwise: `16` is 16 GB and so is `16000`.",
                "It is clearer to write the unit: `16GB`, `16GiB`.", "", "Each of `credentials`:", "",
            ] + ReferenceTable.keys(definition("credential")["properties"] ?? [:]) + ["", "`sandbox`:", ""]
            + ReferenceTable.keys(
                schema["properties"]?["sandbox"]?["properties"] ?? [:],
                checks: ["capabilities": ["linux-capability"]]
            ) + [""]
    }

    private static var listed: [String] {
        ["## What the platform's listing shows", "", "`runner` checks these keys but does not use them.", ""]
            + ReferenceTable.keys(
                properties(["metadata", "images", "functions", "default_function"]),
                checks: ["images": ["image-url", "partial-images"], "default_function": ["unknown-function"]]
            ) + ["", "`metadata`:", ""]
            + ReferenceTable.keys(
                schema["properties"]?["metadata"]?["properties"] ?? [:],
                checks: ["tags": ["bad-tag"], "capabilities": ["unknown-capability"]]
            ) + ["", "`images`:", ""]
            + ReferenceTable.keys(schema["properties"]?["images"]?["properties"] ?? [:])
            + ["", "Each of `functions`:", ""]
            + ReferenceTable.keys(
                schema["properties"]?["functions"]?["items"]?["properties"] ?? [:],
                required: ["name"]
            ) + [""]
    }

    private static var earlier: [String] {
        let rows = LegacySchema.properties.keys.map { key in
            ["`\(key)`", ReferenceTable.code(LegacySchema.properties[key]?["deprecationMessage"]?.flow ?? "")]
        }
        return [
            "## Keys of earlier formats", "", "They are ignored with a warning ([legacy-key](checks.md#legacy-key)).",
            "",
        ]
            + ReferenceTable.table(["key", "what to do"], rows) + [""]
    }

    private static var quantities: [String] {
        func units(_ quantity: UnitScalar.Quantity) -> String {
            quantity.units.map { "`\($0.name)`" }.joined(separator: ", ")
        }
        return [
            "## Quantities", "",
            "A size or a duration is a number and its unit in one word, without a space ([bad-unit](checks.md#bad-unit)).",
            "",
        ]
            + ReferenceTable.table(
                ["quantity", "units", "examples"],
                [
                    ["size", "\(units(.bytes)); a bare number is bytes", "`5MB` is 5000000 bytes, `5MiB` is 5242880"],
                    ["duration", units(.time), "`500ms`, `15s`, `1.5min`"],
                ]
            )
    }
}
