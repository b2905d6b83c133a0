/// The page about every key of a manifest, from what the decoder and the schema themselves are made of.
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
            "it takes and makes, and what it costs. It is read before anything runs: a prediction with an input that breaks a limit is",
            "refused before it is paid for. `runner validate` finds what is wrong with a manifest, each finding at its line and column.",
            "", "A manifest that uses most of it:", "", "```yaml",
        ] + example.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) + ["```", ""]
            + [
                "Manifests are YAML without its surprises: no anchors, tags or repeated keys ([duplicate-key](checks.md#duplicate-key),",
                "[alias](checks.md#alias)), and nothing that other readers take for something else",
                "([ambiguous-value](checks.md#ambiguous-value)). A key that is not on this page is an error",
                "([unknown-key](checks.md#unknown-key)). A key that may be left out may also stand there without a value.",
                "",
            ]
    }

    private static var listing: [String] {
        let keys = ["namespace", "name", "title", "description", "category", "kernel"]
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
                ]
            ) + [""]
    }

    // MARK: - Inputs and outputs

    private static var inputs: [String] {
        let common = ["type", "description", "required", "default", "examples", "deprecated"]
        let general = DeclarationKeys.anyInput.filter { !common.contains($0) }
        return [
            "## Inputs", "",
            "`inputs` has a key for each input. Its name is in snake_case; in `Inference.swift` the property of `Input` has the same name in",
            "camelCase, so `mask_index` becomes `maskIndex`. A model that takes nothing has `inputs: {}`",
            "([undeclared-inputs](checks.md#undeclared-inputs)). Names that are easily confused are told",
            "([similar-inputs](checks.md#similar-inputs)).", "", "Every input takes these keys:", "",
        ]
            + ReferenceTable.keys(
                declaration(common, .input),
                required: ["type"],
                checks: ["default": ["invalid-default", "unused-default"], "examples": ["invalid-example"]]
            ) + [
                "",
                "What else it takes depends on its `type`; any other key is [inapplicable](checks.md#inapplicable-key):",
                "",
            ]
            + matrix(general, .input) + [""]
            + ReferenceTable.keys(
                declaration(general, .input),
                checks: ["pattern": ["bad-pattern"], "enum": ["duplicate-value"]]
            ) + [
                "", "What a file is, is told by its bytes and never by its name. These are the formats of each type:",
                "",
            ] + formats + [""] + limits
    }

    private static var outputs: [String] {
        let common = ["type", "description"]
        let general = DeclarationKeys.anyOutput.filter { !common.contains($0) }
        return [
            "## Outputs", "",
            "`outputs` has a key for each output, with the same rules for names. A file gets its name only when it is whole and in one of its",
            "`formats`; a video with another `frame_rate` is kept with a warning. The limits tell what to expect and are not checked.",
            "",
        ] + ReferenceTable.keys(declaration(common, .output), required: ["type"]) + [""] + matrix(general, .output) + [
            ""
        ]
            + ReferenceTable.keys(declaration(["frame_rate"], .output)) + [
                "", "The others are as for inputs.", "",
            ]
    }

    /// Keys of inputs or outputs, each as the first type that takes it has it.
    private static func declaration(_ keys: [String], _ role: DeclarationSchema.Role) -> JSONSchema {
        let suffix = role == .input ? "Input" : "Output"
        return .object(
            keys.compactMap { key in
                let types = ValueType.allCases.filter { role.keys($0).contains(key) }
                guard let type = types.first, var value = definition(type.rawValue + suffix)["properties"]?[key] else {
                    return nil
                }
                // What is particular to that type would be wrong for the others.
                if key == "formats" { value["items"] = ["type": "string"] }
                if ["default", "enum", "examples"].contains(key) {
                    value["items"] = nil
                    value["type"] = .string(key == "default" ? "a value of the type" : "list of such values")
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
            "`size`, `width`, `height`, `duration`, `length` and `range` hold limits, at least one, such as `{min: 1, max: 40}`. Limits that no",
            "value can meet are [contradictory](checks.md#contradictory-bounds).", "",
        ]
            + ReferenceTable.table(
                ["key", "meaning"],
                BoundKind.allCases.map { ["`\($0.rawValue)`", BoundsSchema.text($0)] }
            ) + [""]
    }

    // MARK: - The rest

    private static var pricing: [String] {
        ["## What a prediction costs", "", "`pricing` is shown before a prediction and held against `--max-cost`.", ""]
            + ReferenceTable.keys(
                schema["properties"]?["pricing"]?["properties"] ?? [:],
                checks: ["duration_from": ["duration-source"]]
            ) + ["", "One of the two prices is needed; both are added up.", ""]
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
            ) + ["", "`resources`, which the platform's manifests must have:", ""]
            + ReferenceTable.keys(
                resources,
                checks: ["gpu": ["gpu-mismatch"], "ram": ["doubtful-size", "zero-memory"]]
            ) + ["", "`resources.gpu`:", ""]
            + ReferenceTable.keys(resources["gpu"]?["properties"] ?? [:], checks: ["vram": ["doubtful-size"]]) + [
                "",
                "Memory without a unit means gigabytes below 1000, megabytes below 1000000000, else bytes: `16` is 16 GB and so is `16000`.",
                "Better write the unit: `16GB`, `16GiB`.", "", "Each of `credentials`:", "",
            ] + ReferenceTable.keys(definition("credential")["properties"] ?? [:]) + ["", "`sandbox`:", ""]
            + ReferenceTable.keys(
                schema["properties"]?["sandbox"]?["properties"] ?? [:],
                checks: ["capabilities": ["linux-capability"]]
            ) + [""]
    }

    private static var listed: [String] {
        ["## What the platform's listing shows", "", "`runner` checks these and does not use them.", ""]
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
            "## Keys of earlier forms", "", "They are ignored with a warning ([legacy-key](checks.md#legacy-key)).", "",
        ]
            + ReferenceTable.table(["key", "what to do"], rows) + [""]
    }

    private static var quantities: [String] {
        func units(_ quantity: UnitScalar.Quantity) -> String {
            quantity.units.map { "`\($0.name)`" }.joined(separator: ", ")
        }
        return [
            "## Quantities", "",
            "A size or a duration is a number and its unit in one word, without a blank ([bad-unit](checks.md#bad-unit)).",
            "",
        ]
            + ReferenceTable.table(
                ["quantity", "units", "such as"],
                [
                    ["size", "\(units(.bytes)); a bare number is bytes", "`5MB` is 5000000 bytes, `5MiB` is 5242880"],
                    ["duration", units(.time), "`500ms`, `15s`, `1.5min`"],
                ]
            )
    }
}
