import Diagnostics
import Quantities
import YAML

/// Reads sizes and lengths of time, and explains how to write them correctly.
struct QuantityReader {
    /// Receives what is wrong.
    let findings: Findings
    /// Whether a number with a unit is allowed here, so that a misspelled unit can be fixed.
    var allowsUnits = true

    /// Returns a number of bytes.
    ///
    /// - Parameters:
    ///   - scalar: The value.
    ///   - pair: The value's key and place.
    ///   - bareFactor: What a number without unit is multiplied with, by its own value.
    /// - Returns: The number; nil when it was reported.
    func bytes(_ scalar: Scalar, _ pair: Mapping.Pair, bareFactor: @escaping (Int64) -> Int64 = { _ in 1 }) -> Int64? {
        read(scalar, pair, .bytes, bareFactor: bareFactor)
    }

    /// Returns a length of time.
    ///
    /// - Parameters:
    ///   - scalar: The value.
    ///   - pair: The value's key and place.
    /// - Returns: The length of time; nil when it was reported.
    func duration(_ scalar: Scalar, _ pair: Mapping.Pair) -> Duration? {
        read(scalar, pair, .time, bareFactor: nil).map { .milliseconds($0) }
    }

    private func read(
        _ scalar: Scalar,
        _ pair: Mapping.Pair,
        _ quantity: UnitScalar.Quantity,
        bareFactor: ((Int64) -> Int64)?
    ) -> Int64? {
        do throws(UnitScalar.Problem) {
            let value = try UnitScalar(scalar.text)
            return try value.value(quantity, bareFactor: bareFactor.map { $0(Int64(value.number) ?? 0) })
        } catch {
            let text = scalar.text
            let isMemory = pair.key.text == "ram" || pair.key.text == "vram"
            let explanation = UnitProblemText(error, of: text, quantity, isMemory: isMemory)
            findings.report(
                explanation.rule,
                "\(quoted(pair.key.text)) \(explanation.message)",
                at: pair.place,
                help: explanation.help,
                fix: explanation.replacement.flatMap { text in
                    allowsUnits && explanation.help == "write \(text)" ? Fix.writing(text, at: pair.value.span) : nil
                }
            )
            return nil
        }
    }
}

/// Says what is wrong with a quantity.
private struct UnitProblemText {
    private(set) var rule = Rule.badUnit
    let message: String
    let help: String

    /// What to write, if there is only one way.
    var replacement: String? {
        guard help.hasPrefix("write ") else { return nil }
        let text = String(help.dropFirst("write ".count))
        return text.contains(" ") ? nil : text
    }

    init(_ problem: UnitScalar.Problem, of text: String, _ quantity: UnitScalar.Quantity, isMemory: Bool) {
        let what = quantity == .bytes ? "a size" : "a duration"
        let example =
            isMemory
            ? "write a number such as 4, which is 4GB"
            : quantity == .bytes
                ? "write a number with its unit, such as 5MB" : "write a number with its unit, such as 15s"
        let units = listed(quantity.units.map(\.name))
        switch problem {
        case .notAQuantity:
            message = "must be \(what), not \(quoted(text))"
            help =
                quantity == .time
                ? Self.seconds(text).map { "write \($0)s if minutes and seconds are meant" } ?? example : example
        case .noUnit:
            message = "is a duration without a unit"
            help = "write \(text)s for seconds or \(text)ms for milliseconds"
        case .unknownUnit(let unit):
            message = "has the unknown unit \(quoted(unit))"
            help = UnitProblemText.suggestion(for: unit, in: text, quantity) ?? "units are \(units)"
        case .spaceBeforeUnit:
            message = "has a space before its unit"
            help = "write \(text.filter { $0 != " " })"
        case .negative:
            rule = .outOfRange
            message = "must not be negative"
            help = example
        case .tooFine:
            message = "is not a whole number of \(quantity == .bytes ? "bytes" : "milliseconds")"
            help = "use fewer decimals or a smaller unit"
        case .tooLarge:
            rule = .outOfRange
            message = "is greater than any \(quantity == .bytes ? "size" : "duration") allowed here"
            help = "use a smaller number"
        }
    }

    /// The seconds of `1:30`.
    private static func seconds(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let minutes = parts[0], let seconds = parts[1], (0..<1000).contains(minutes),
            (0..<60).contains(seconds)
        else { return nil }
        return minutes * 60 + seconds
    }

    private static func suggestion(for unit: String, in text: String, _ quantity: UnitScalar.Quantity) -> String? {
        let number = text.prefix { $0.isNumber || $0 == "." }
        switch (quantity, unit.lowercased()) {
        case (.bytes, "k"), (.bytes, "kb"):
            return "write \(number)kB (1000 bytes each) or \(number)KiB (1024 bytes each)"
        case (.bytes, "m"), (.bytes, "g"), (.bytes, "t"):
            // Powers of 1000 to some programs, of 1024 to others.
            return "write \(number)\(unit.uppercased())B or \(number)\(unit.uppercased())iB"
        case (.bytes, "mb"), (.bytes, "gb"), (.bytes, "tb"): return "write \(number)\(unit.uppercased())"
        case (.bytes, "ki"), (.bytes, "mi"), (.bytes, "gi"), (.bytes, "ti"):
            // As Kubernetes writes them.
            return "write \(number)\(unit.prefix(1).uppercased())iB"
        case (.bytes, "byte"), (.bytes, "bytes"): return "write \(number)B"
        case (.bytes, let lower):
            return quantity.units.first { $0.name.lowercased() == lower }.map { "write \(number)\($0.name)" }
        case (.time, "sec"), (.time, "secs"), (.time, "second"), (.time, "seconds"): return "write \(number)s"
        case (.time, "m"): return "write \(number)min for minutes or \(number)ms for milliseconds"
        case (.time, "mins"), (.time, "minute"), (.time, "minutes"): return "write \(number)min"
        case (.time, "hr"), (.time, "hour"), (.time, "hours"): return "write \(number)h"
        case (.time, let lower), (.longTime, let lower):
            return quantity.units.first { $0.name == lower }.map { "write \(number)\($0.name)" }
        }
    }
}
