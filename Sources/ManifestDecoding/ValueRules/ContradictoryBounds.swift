package import Diagnostics
import ModelManifest
import YAML

extension Rule {
    /// Bounds that no value can meet, or one that has no effect.
    package static let contradictoryBounds = Rule(
        "contradictory-bounds",
        "At least one value is within the bounds, and each bound has an effect.",
        isMandatory: true
    )
}

/// Bounds must leave room for a value.
package enum ContradictoryBounds: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .contradictoryBounds }

    /// Reports values of `enum` that another constraint of the input excludes, so that they can never be used.
    package static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        // By index, since a declaration is large and few list values.
        for index in manifest.inputs.indices where !manifest.inputs[index].value.allowedValues.isEmpty {
            let input = manifest.inputs[index]
            for item in input.values(of: "enum") {
                for violation in input.value.violations(of: item.value)
                where !violation.isRecommendation && violation.constraint != "enum" {
                    findings.report(
                        .contradictoryBounds,
                        "'enum' allows \(violation.found), but '\(violation.constraint)' allows \(violation.allowed)",
                        at: item.place,
                        help: "remove the value, or change '\(violation.constraint)'",
                        notes: [("'\(violation.constraint)' is here", input.place(of: violation.constraint))]
                    )
                }
            }
        }
    }

    /// Reports bounds that no value can meet.
    ///
    /// - Parameters:
    ///   - bounds: The bounds.
    ///   - located: Their key.
    ///   - unit: How they are written.
    ///   - fields: The input's mapping.
    /// - Returns: Whether there is a value within the bounds.
    static func check<Value>(
        _ bounds: Bounds<Value>,
        _ located: Located<String>,
        _ unit: BoundUnit<Value>,
        _ fields: Fields
    ) -> Bool {
        guard bounds.canContradict else { return true }
        var isPossible = true
        let lower: [(BoundKind, Value?)] = [(.min, bounds.min), (.above, bounds.above)]
        let upper: [(BoundKind, Value?)] = [
            (.max, bounds.max), (.below, bounds.below), (.recommendedMax, bounds.recommendedMax),
        ]
        for (lowKind, low) in lower {
            for (highKind, high) in upper {
                guard let low, let high, !leavesRoom(lowKind, low, highKind, high, unit.successor) else { continue }
                isPossible = false
                let message =
                    "no value is \(lowKind.phrase) \(unit.text(low)) and \(highKind.phrase) \(unit.text(high))"
                fields.findings.report(
                    .contradictoryBounds,
                    message,
                    at: located.place(of: highKind.rawValue),
                    help: "make '\(highKind.rawValue)' greater than '\(lowKind.rawValue)'",
                    notes: [("'\(lowKind.rawValue)' is here", located.place(of: lowKind.rawValue))]
                )
            }
        }
        if let recommended = bounds.recommendedMax, let max = bounds.max ?? bounds.below, recommended >= max {
            let kind = bounds.max == nil ? BoundKind.below : .max
            fields.findings.report(
                .contradictoryBounds,
                "'recommended_max' \(unit.text(recommended)) has no effect: values are \(kind.phrase) \(unit.text(max))",
                at: located.place(of: BoundKind.recommendedMax.rawValue),
                help: "make it less than '\(kind.rawValue)'",
                notes: [("'\(kind.rawValue)' is here", located.place(of: kind.rawValue))]
            )
        }
        return isPossible
    }

    /// Whether there is a value between two bounds.
    private static func leavesRoom<Value: Comparable>(
        _ lowKind: BoundKind,
        _ low: Value,
        _ highKind: BoundKind,
        _ high: Value,
        _ successor: ((Value) -> Value?)?
    ) -> Bool {
        var least = low
        var isOpen = lowKind == .above
        if isOpen, let next = successor?(low) {
            least = next
            isOpen = false
        }
        return isOpen || highKind == .below ? least < high : least <= high
    }
}

extension Bounds {
    /// Whether there are bounds on both sides, or a recommended one beside a hard one.
    fileprivate var canContradict: Bool {
        let hasLower = min != nil || above != nil
        let hasUpper = max != nil || below != nil
        return hasUpper && (hasLower || recommendedMax != nil) || hasLower && recommendedMax != nil
    }
}
