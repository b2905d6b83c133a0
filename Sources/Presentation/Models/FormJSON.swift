package import InferenceKit
internal import Media
package import ModelManifest
internal import ModelSupply

/// Limits and prices as numbers, enough to build a form; what `show --json` and `list --json` print.
package enum FormJSON {
    /// The price: an amount for each run or each second, in US dollars.
    ///
    /// - Parameter pricing: What the manifest says.
    /// - Returns: An object; a member that does not apply is `null`.
    package static func pricing(_ pricing: Pricing) -> JSONValue {
        [
            "usd_per_run": pricing.usdPerRun.map(JSONValue.double) ?? .null,
            "usd_per_output_second": pricing.usdPerOutputSecond.map(JSONValue.double) ?? .null,
            "duration_from": pricing.durationFrom.map(JSONValue.string) ?? .null,
        ]
    }

    /// An input with its limits: bytes, pixels, seconds and characters.
    ///
    /// - Parameter input: What the manifest says.
    /// - Returns: An object; limits that are not declared are missing from `constraints`.
    package static func input(_ input: InputDeclaration) -> JSONValue {
        [
            "name": .string(input.name),
            "type": .string(input.type.rawValue),
            "required": .bool(input.isRequired),
            "default": input.defaultValue?.json ?? .null,
            "description": input.description.map(JSONValue.string) ?? .null,
            "deprecated": input.deprecated.map(JSONValue.string) ?? .null,
            "examples": .array(input.examples.map(\.json)),
            "constraints": .object(constraints(input)),
            "when": .array(
                input.conditional.map { limits in
                    [
                        "conditions": .object(
                            Dictionary(
                                limits.conditions.map { ($0.input, JSONValue.array($0.values.map(\.json))) }
                            ) { first, _ in first }
                        ),
                        "constraints": .object(constraints(limits.limits)),
                        "severity": .string(limits.isWarning ? "warning" : "error"),
                    ]
                }
            ),
        ]
    }

    private static func constraints(_ input: InputDeclaration) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        if !input.formats.isEmpty { members["formats"] = .array(input.formats.map { .string($0.rawValue) }) }
        if !input.allowedValues.isEmpty { members["enum"] = .array(input.allowedValues.map(\.json)) }
        members["pattern"] = input.pattern.map(JSONValue.string)
        members["size_bytes"] = input.size.map { bounds($0) { .int(Int($0)) } }
        members["width_pixels"] = input.width.map { bounds($0, JSONValue.int) }
        members["height_pixels"] = input.height.map { bounds($0, JSONValue.int) }
        members["duration_seconds"] = input.duration.map { bounds($0) { .double($0 / .seconds(1)) } }
        members["length_characters"] = input.length.map { bounds($0, JSONValue.int) }
        members["range"] = input.range.map { bounds($0, JSONValue.double) }
        return members
    }

    private static func bounds<Value: Comparable & Hashable & Sendable>(
        _ bounds: Bounds<Value>,
        _ json: (Value) -> JSONValue
    ) -> JSONValue {
        var members: [String: JSONValue] = [:]
        members["min"] = bounds.min.map(json)
        members["max"] = bounds.max.map(json)
        members["above"] = bounds.above.map(json)
        members["below"] = bounds.below.map(json)
        members["recommended_max"] = bounds.recommendedMax.map(json)
        return .object(members)
    }
}
