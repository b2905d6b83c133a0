/// Limits of an input that apply only with certain values of other inputs: an item of its `when`.
package struct ConditionalLimits: Sendable, Hashable {
    /// The values that another input must have.
    package struct Condition: Sendable, Hashable {
        /// The other input.
        package var input: String
        /// The values; one of them is enough.
        package var values: [ScalarValue]

        /// Creates a condition.
        ///
        /// - Parameters:
        ///   - input: The other input.
        ///   - values: The values; one of them is enough.
        package init(input: String, values: [ScalarValue]) {
            self.input = input
            self.values = values
        }
    }

    /// The conditions; all of them must hold.
    package var conditions: [Condition]
    /// The limits, in the form of a declaration of the same input.
    package var limits: InputDeclaration
    /// Whether a value outside the limits is allowed, with a warning.
    package var isWarning: Bool
    /// Who states the limits.
    package var source: String?

    /// Creates limits.
    ///
    /// - Parameters:
    ///   - conditions: The conditions; all of them must hold.
    ///   - limits: The limits, in the form of a declaration of the same input.
    ///   - isWarning: Whether a value outside the limits is allowed, with a warning.
    ///   - source: Who states the limits.
    package init(conditions: [Condition], limits: InputDeclaration, isWarning: Bool, source: String?) {
        self.conditions = conditions
        self.limits = limits
        self.isWarning = isWarning
        self.source = source
    }

    /// Whether the limits apply.
    ///
    /// - Parameter values: The values of all inputs by name, defaults included.
    /// - Returns: True if all conditions hold.
    package func applies(to values: [String: ScalarValue]) -> Bool {
        conditions.allSatisfy { condition in
            guard let value = values[condition.input] else { return false }
            return condition.values.contains { $0.isSame(as: value) }
        }
    }

    /// The conditions for people: `output_resolution=1080`.
    package var text: String {
        conditions.map { condition in
            let values = condition.values.map(\.description)
            return "\(condition.input)=\(values.joined(separator: " or "))"
        }.joined(separator: " and ")
    }

    /// The end of a sentence about a broken limit: ` with output_resolution=1080, according to fal.ai`.
    package var suffix: String {
        " with \(text)" + (source.map { ", according to \($0)" } ?? "")
    }
}
