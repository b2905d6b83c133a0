import Diagnostics
import Quantities
import YAML

extension BoundUnit where Value == Int64 {
    /// Sizes; a bare number is bytes.
    static var bytes: BoundUnit {
        BoundUnit(
            read: { pair, fields in
                quantity(pair, fields, "a size such as 5MB") {
                    QuantityReader(findings: fields.findings).bytes($0, pair)
                }
            },
            text: UnitText.bytes,
            successor: { $0 == .max ? nil : $0 + 1 },
            example: "5MB"
        )
    }
}

extension BoundUnit where Value == Duration {
    /// Lengths of time; the unit is required.
    static var time: BoundUnit {
        BoundUnit(
            read: { pair, fields in
                quantity(pair, fields, "a duration such as 15s") {
                    QuantityReader(findings: fields.findings).duration($0, pair)
                }
            },
            text: UnitText.duration,
            successor: nil,
            example: "15s"
        )
    }
}

extension BoundUnit where Value == Int {
    /// Widths and heights.
    static var pixels: BoundUnit { count("4096", UnitText.pixels) }

    /// Lengths of text.
    static var characters: BoundUnit { count("300", UnitText.characters) }

    /// Numbers of files.
    static var files: BoundUnit { count("14") { UnitText.files($0) } }

    private static func count(_ example: String, _ text: @escaping (Int) -> String) -> BoundUnit {
        BoundUnit(
            read: { pair, fields in
                guard let value = fields.integer(of: pair, help: helpToCount(pair.value)) else { return nil }
                guard value >= 0 else {
                    fields.findings.reportNegative(quoted(pair.key.text), at: pair.place)
                    return nil
                }
                return value
            },
            text: text,
            successor: { $0 == .max ? nil : $0 + 1 },
            example: example
        )
    }
}

extension BoundUnit where Value == Double {
    /// Numbers.
    static var number: BoundUnit {
        BoundUnit(
            read: { pair, fields in fields.number(pair.key.text) },
            text: UnitText.number,
            successor: nil,
            example: "1.0"
        )
    }

    /// Numbers without a fraction, as the limits of integers are.
    static var wholeNumber: BoundUnit {
        BoundUnit(
            read: { pair, fields in fields.integer(of: pair).map { Double($0) } },
            text: UnitText.number,
            successor: { abs($0) < 0x1p53 ? $0 + 1 : nil },
            example: "4"
        )
    }
}

/// What to write instead of a number with a unit.
private func helpToCount(_ node: Node) -> String? {
    let digits = node.string?.prefix { $0.isASCII && $0.isNumber } ?? ""
    return digits.isEmpty ? nil : "write \(digits)"
}

/// Reads the scalar of a limit that has a unit.
private func quantity<Value>(
    _ pair: Mapping.Pair,
    _ fields: Fields,
    _ wanted: String,
    _ read: (Scalar) -> Value?
) -> Value? {
    guard case .scalar(let scalar) = pair.value.content, !scalar.isNull else {
        fields.findings.reportWrongType(quoted(pair.key.text), wanted: wanted, found: pair.value, at: pair.place)
        return nil
    }
    return read(scalar)
}
