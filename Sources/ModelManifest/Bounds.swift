/// The limits of a value, each of them optional.
package struct Bounds<Value: Comparable & Hashable & Sendable>: Sendable, Hashable {
    /// The least value allowed.
    package var min: Value?
    /// The greatest value allowed.
    package var max: Value?
    /// Values must be greater than this.
    package var above: Value?
    /// Values must be less than this.
    package var below: Value?
    /// Greater values are allowed, with a warning.
    package var recommendedMax: Value?

    /// Creates limits.
    ///
    /// - Parameters:
    ///   - min: The least value allowed.
    ///   - max: The greatest value allowed.
    ///   - above: Values must be greater than this.
    ///   - below: Values must be less than this.
    ///   - recommendedMax: Greater values are allowed, with a warning.
    package init(
        min: Value? = nil,
        max: Value? = nil,
        above: Value? = nil,
        below: Value? = nil,
        recommendedMax: Value? = nil
    ) {
        self.min = min
        self.max = max
        self.above = above
        self.below = below
        self.recommendedMax = recommendedMax
    }

    /// Returns the limit that a value breaks; a hard limit before the recommended one.
    ///
    /// - Parameter value: The value. One that compares with nothing, such as not-a-number, breaks every limit.
    /// - Returns: The broken limit, or nil if the value is fine.
    package func violation(of value: Value) -> Violation? {
        if let min, !(value >= min) { return Violation(kind: .min, limit: min) }
        if let above, !(value > above) { return Violation(kind: .above, limit: above) }
        if let max, !(value <= max) { return Violation(kind: .max, limit: max) }
        if let below, !(value < below) { return Violation(kind: .below, limit: below) }
        if let recommendedMax, !(value <= recommendedMax) {
            return Violation(kind: .recommendedMax, limit: recommendedMax)
        }
        return nil
    }

    /// Returns the limits as a phrase.
    ///
    /// - Parameter format: Writes one limit with its unit.
    /// - Returns: `at least 0, at most 4`; empty when there are no limits.
    package func text(_ format: (Value) -> String) -> String {
        let limits: [(BoundKind, Value?)] = [
            (.min, min), (.above, above), (.max, max), (.below, below), (.recommendedMax, recommendedMax),
        ]
        return limits.compactMap { kind, limit in limit.map { "\(kind.phrase) \(format($0))" } }
            .joined(separator: ", ")
    }
}

/// Which limit of `Bounds` is meant; the raw values are the manifest's keys.
package enum BoundKind: String, Sendable, Hashable, CaseIterable {
    case min
    case max
    case above
    case below
    case recommendedMax = "recommended_max"

    /// The keys of all limits.
    package static let names = allCases.map(\.rawValue)

    /// The words before the limit: "at most".
    package var phrase: String {
        switch self {
        case .min: "at least"
        case .max: "at most"
        case .above: "above"
        case .below: "below"
        case .recommendedMax: "recommended at most"
        }
    }
}

// MARK: - Violations

extension Bounds {
    /// A limit that a value breaks.
    package struct Violation: Sendable, Hashable {
        /// Which limit.
        package let kind: BoundKind
        /// Its value.
        package let limit: Value

        /// Whether the value is allowed nevertheless, with a warning.
        package var isRecommendation: Bool { kind == .recommendedMax }

        /// Returns what is allowed.
        ///
        /// - Parameter format: Writes the limit with its unit.
        /// - Returns: A phrase such as `at most 60s`.
        package func text(_ format: (Value) -> String) -> String {
            "\(kind.phrase) \(format(limit))"
        }
    }
}
