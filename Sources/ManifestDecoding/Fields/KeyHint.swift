import Diagnostics
import YAML

/// What to write instead of keys that other formats have; not suggested where the key before the colon does not apply.
package enum KeyHint {
    private static let declaration = [
        "format": "formats: […]",
        "max_size": "size: {max: …}",
        "maxBytes": "size: {max: …}",
        "max_bytes": "size: {max: …}",
        "max_width": "width: {max: …}",
        "max_height": "height: {max: …}",
        "max_duration": "duration: {max: …}",
        "title": "description: …",
        "label": "description: …",
    ]

    /// Instead of keys of an input.
    package static let input = declaration.merging(
        [
            "optional": "required: not …",
            "min": "range: {min: …}",
            "minimum": "range: {min: …}",
            "max": "range: {max: …}",
            "maximum": "range: {max: …}",
            "exclusiveMinimum": "range: {above: …}",
            "exclusiveMaximum": "range: {below: …}",
            "minLength": "length: {min: …}",
            "min_length": "length: {min: …}",
            "maxLength": "length: {max: …}",
            "max_length": "length: {max: …}",
            "choices": "enum: […]",
            "options": "enum: […]",
            "allowed": "enum: […]",
            "values": "enum: […]",
            "regex": "pattern: …",
            "example": "examples: […]",
        ],
        uniquingKeysWith: { first, _ in first }
    )

    /// Instead of keys of an output.
    package static let output = declaration.merging(
        ["fps": "frame_rate: …", "framerate": "frame_rate: …"],
        uniquingKeysWith: { first, _ in first }
    )

    /// Instead of keys of `resources`.
    static let resources = ["memory": "ram: …", "mem": "ram: …", "gpus": "gpu: {count: …}"]

    /// Instead of keys of `gpu`.
    package static let gpu = ["memory": "vram: …", "mem": "vram: …", "model": "type: …", "kind": "type: …"]

    /// Instead of keys of the manifest itself.
    package static let manifest = [
        "tags": "metadata: {tags: …}", "capabilities": "metadata: {capabilities: …}",
        "ram": "resources: {ram: …}", "gpu": "resources: {gpu: …}", "card": "images: {card: …}",
        "runtime": "kernel: …", "language": "kernel: …", "environment": "env: …", "parameters": "inputs: …",
        "host": "hosts: […]", "domains": "hosts: […]", "network": "hosts: […]",
        "price": "pricing: {usd_per_run: …}", "image": "images: {card: …}",
    ]

    /// Instead of keys of a secret.
    package static let secret = [
        "name": "key: …", "env": "key: …", "variable": "key: …", "required": "optional: not …",
        "desc": "description: …",
    ]

    /// Instead of keys of `pricing`.
    package static let pricing = [
        "usd_per_image": "usd_per_run: …", "usd_per_output": "usd_per_run: …", "usd_per_call": "usd_per_run: …",
        "usd_per_request": "usd_per_run: …", "usd_per_prediction": "usd_per_run: …", "per_run": "usd_per_run: …",
        "price": "usd_per_run: …", "cost": "usd_per_run: …", "usd": "usd_per_run: …",
        "usd_per_second": "usd_per_output_second: …", "per_second": "usd_per_output_second: …",
    ]

    /// Keys that are other words for the ones that hints name, with the same values.
    static let synonyms: Set<String> = ["name", "env", "variable", "desc", "fps", "framerate", "regex"]

    /// Instead of keys of bounds.
    static let bounds = [
        "minimum": "min: …", "maximum": "max: …", "gte": "min: …", "lte": "max: …",
        "gt": "above: …", "lt": "below: …", "less_than": "below: …", "greater_than": "above: …",
        "recommended": "recommended_max: …",
    ]

    /// Puts the value that was written into a hint, in the place of its `…`, and the opposite of it for `not …`.
    ///
    /// - Parameters:
    ///   - hint: A key with its value.
    ///   - node: What was written; a list or mapping is left out.
    /// - Returns: The hint to show.
    static func filled(_ hint: String, with node: Node) -> String {
        if hint.hasSuffix("not …") {
            return hint.dropLast("not …".count) + (node.meantBoolean.map { String(!$0) } ?? "…")
        }
        guard case .scalar(let scalar) = node.content, !scalar.text.isEmpty, scalar.text.utf8.count <= 40 else {
            return hint
        }
        return hint.split(separator: "…", omittingEmptySubsequences: false).joined(separator: printable(scalar.text))
    }
}
