import Diagnostics
import ModelManifest
import YAML

/// Decodes limits such as `{min: 0, max: 4}` and reports those that no value can meet.
struct BoundsDecoder<Value: Comparable & Hashable & Sendable> {
    /// How these limits are read.
    let unit: BoundUnit<Value>
    /// The input's mapping.
    let fields: Fields

    /// Decodes the limits under a key of the input.
    func decode(_ pair: Mapping.Pair) -> Bounds<Value>? {
        let key = pair.key.text
        let limits = Fields(
            pair.value,
            owner: fields.owner.part(key),
            at: pair.place,
            help: help(key, pair.value),
            findings: fields.findings
        )
        guard let limits else { return nil }
        limits.reportUnknownKeys(known: BoundKind.names, hints: KeyHint.bounds)
        if limits.mapping.pairs.isEmpty {
            fields.findings.report(
                .missingKey,
                "\(quoted(key)) of \(fields.owner) has no limits",
                at: pair.place,
                help: "give one of \(listed(BoundKind.names)), or remove the key"
            )
        }
        func limit(_ kind: BoundKind) -> Value? {
            limits.pair(kind.rawValue).flatMap { unit.read($0, limits) }
        }
        let bounds = Bounds(
            min: limit(.min),
            max: limit(.max),
            above: limit(.above),
            below: limit(.below),
            recommendedMax: limit(.recommendedMax)
        )
        let located = Located(key, at: pair.place, from: limits.mapping)
        // What no value meets, a default need not be compared with.
        return ContradictoryBounds.check(bounds, located, unit, fields) ? bounds : nil
    }

    private func help(_ key: String, _ node: Node) -> String {
        switch node.content {
        case .scalar(let scalar) where Self.ends(of: scalar.text) != nil:
            let ends = Self.ends(of: scalar.text) ?? []
            return "write '\(key): {min: \(ends[0]), max: \(ends[1])}'"
        case .scalar(let scalar) where Self.comparison(scalar.text) != nil:
            return "write '\(key): {\(Self.comparison(scalar.text) ?? "")}'"
        case .scalar(let scalar) where scalar.resolved != .null:
            // A number without a unit is most likely one of the usual unit.
            let isBare = Double(scalar.text) != nil
            let limit = printable(scalar.text) + (isBare ? unit.example.drop { $0.isNumber || $0 == "." } : "")
            return "write '\(key): {max: \(limit)}' or '\(key): {below: \(limit)}'"
        case .sequence(let items) where items.count == 2:
            let ends = items.compactMap { item in
                if case .scalar(let scalar) = item.content { printable(scalar.text) } else { nil }
            }
            guard ends.count == 2 else { break }
            return "write '\(key): {min: \(ends[0]), max: \(ends[1])}'"
        default:
            break
        }
        return "write '\(key): {max: \(unit.example)}'"
    }

    /// The limit in `< 5MB`.
    private static func comparison(_ text: String) -> String? {
        let kinds: [(sign: String, kind: BoundKind)] = [
            ("<=", .max), ("≤", .max), ("<", .below), (">=", .min), ("≥", .min), (">", .above),
        ]
        guard text.utf8.count <= 40, let found = kinds.first(where: { text.hasPrefix($0.sign) }) else { return nil }
        let limit = text.dropFirst(found.sign.count).drop { $0 == " " }
        return limit.first?.isNumber == true ? "\(found.kind.rawValue): \(printable(String(limit)))" : nil
    }

    /// The two numbers of `1-50` and `1..50`, with their units.
    private static func ends(of text: String) -> [Substring]? {
        guard text.utf8.count <= 40, text.utf8.first.map({ $0 >= 0x30 && $0 <= 0x39 }) == true else { return nil }
        let parts = text.split { "-–: ".contains($0) }.flatMap { part in
            part.contains("..") ? part.split(separator: "..").map { $0.drop { $0 == "." } } : [part]
        }
        let isNumber = { (part: Substring) in part.first?.isNumber == true && !part.contains { "{}[],'".contains($0) } }
        return parts.count == 2 && parts.allSatisfy(isNumber) ? parts : nil
    }
}
