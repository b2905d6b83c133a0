import Patterns
import Quantities

/// What is wrong with a value of an input.
package struct ConstraintViolation: Sendable, Hashable {
    /// The manifest's key that states the constraint, such as `range`.
    package let constraint: String
    /// What was found: "5", "301 characters".
    package let found: String
    /// What is allowed: "at most 4", "one of 720, 1080".
    package let allowed: String
    /// Whether the value is allowed nevertheless, with a warning.
    package let isRecommendation: Bool
}

extension InputDeclaration {
    /// Returns every constraint that a value breaks: `range`, `length`, `pattern` and `enum`.
    ///
    /// - Parameter value: A value of the input's type. Files are not checked here: their constraints are about bytes.
    /// - Returns: The broken constraints; empty when the value is fine.
    package func violations(of value: ScalarValue) -> [ConstraintViolation] {
        guard !type.isFile else { return [] }
        var found: [ConstraintViolation] = []
        if let number = value.numeric, let broken = range?.violation(of: number) {
            found.append(
                ConstraintViolation(
                    constraint: "range",
                    found: value.description,
                    allowed: broken.text(NumberText.text),
                    isRecommendation: broken.isRecommendation
                )
            )
        }
        if case .string(let text) = value {
            found += violations(ofText: text)
        }
        if !allowedValues.isEmpty, !allowedValues.contains(where: { $0.isSame(as: value) }) {
            found.append(
                ConstraintViolation(
                    constraint: "enum",
                    found: value.description,
                    allowed: "one of \(allowedValuesText)",
                    isRecommendation: false
                )
            )
        }
        return found
    }

    /// The allowed values for people, not all of them when they are many.
    private var allowedValuesText: String {
        let shown = allowedValues.prefix(20).map(\.description).joined(separator: ", ")
        return allowedValues.count > 20 ? "\(shown), … (\(allowedValues.count) in all)" : shown
    }

    private func violations(ofText text: String) -> [ConstraintViolation] {
        var found: [ConstraintViolation] = []
        if let length {
            let count = text.count
            if let broken = length.violation(of: count) {
                found.append(
                    ConstraintViolation(
                        constraint: "length",
                        found: UnitText.characters(count),
                        allowed: broken.text(UnitText.characters),
                        isRecommendation: broken.isRecommendation
                    )
                )
            }
        }
        if let pattern, let compiled = try? Pattern(pattern), let violation = violation(of: text, compiled, pattern) {
            found.append(violation)
        }
        return found
    }

    private func violation(of text: String, _ pattern: Pattern, _ source: String) -> ConstraintViolation? {
        switch pattern.matches(text) {
        case true?: return nil
        case false?:
            return ConstraintViolation(
                constraint: "pattern",
                found: text,
                allowed: "text that matches \(source)",
                isRecommendation: false
            )
        case nil:
            return ConstraintViolation(
                constraint: "pattern",
                found: UnitText.characters(text.count),
                allowed: "text that is short enough to compare with \(source)",
                isRecommendation: false
            )
        }
    }
}

extension ScalarValue {
    /// Whether both are the same value; 1 and 1.0 are.
    func isSame(as other: ScalarValue) -> Bool {
        if let number = numeric, let otherNumber = other.numeric, self != other { return number == otherNumber }
        return self == other
    }
}
