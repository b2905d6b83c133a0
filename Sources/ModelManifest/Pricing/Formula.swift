/// A formula of a price: numbers, names, `+ - * /`, parentheses, and the functions `floor`, `ceil`, `min` and `max`.
package indirect enum Formula: Sendable, Hashable {
    /// A number.
    case number(Double)
    /// The value of an input, or one that the price defines.
    case name(String)
    /// Two formulas and what is done with them.
    case binary(Operator, Formula, Formula)
    /// A function of some formulas.
    case call(Function, [Formula])

    /// What is done with two values.
    package enum Operator: Character, Sendable, Hashable {
        case plus = "+"
        case minus = "-"
        case times = "*"
        case over = "/"
    }

    /// A function.
    package enum Function: String, Sendable, Hashable, CaseIterable {
        case floor
        case ceil
        case min
        case max
    }

    /// A value, exact or only an upper bound.
    package struct Quantity: Sendable, Hashable {
        /// The value.
        package var value: Double
        /// Whether it is exact; otherwise it is an upper bound.
        package var isExact: Bool

        /// Creates a quantity.
        ///
        /// - Parameters:
        ///   - value: The value.
        ///   - isExact: Whether it is exact; otherwise it is an upper bound.
        package init(_ value: Double, isExact: Bool = true) {
            self.value = value
            self.isExact = isExact
        }
    }

    /// The names in the formula.
    package var names: Set<String> {
        switch self {
        case .number: []
        case .name(let name): [name]
        case .binary(_, let left, let right): left.names.union(right.names)
        case .call(_, let arguments): arguments.reduce(into: []) { $0.formUnion($1.names) }
        }
    }

    /// Calculates the value.
    ///
    /// An upper bound stays one as long as the result grows with it; where it does not, there is no value.
    ///
    /// - Parameter value: The value of a name; `nil` when it is unknown.
    /// - Returns: The value; `nil` when it is unknown or no finite number.
    package func value(_ value: (String) -> Quantity?) -> Quantity? {
        switch self {
        case .number(let number): return Quantity(number)
        case .name(let name): return value(name)
        case .binary(let sign, let left, let right):
            guard let left = left.value(value), let right = right.value(value) else { return nil }
            return Self.combine(sign, left, right)
        case .call(let function, let arguments):
            var values: [Quantity] = []
            for argument in arguments {
                guard let value = argument.value(value) else { return nil }
                values.append(value)
            }
            let isExact = values.allSatisfy(\.isExact)
            let numbers = values.map(\.value)
            let result: Double? =
                switch function {
                case .floor: numbers.first?.rounded(.down)
                case .ceil: numbers.first?.rounded(.up)
                case .min: numbers.min()
                case .max: numbers.max()
                }
            return result.map { Quantity($0, isExact: isExact) }
        }
    }

    private static func combine(_ sign: Operator, _ left: Quantity, _ right: Quantity) -> Quantity? {
        let isExact = left.isExact && right.isExact
        let result: Double
        switch sign {
        case .plus: result = left.value + right.value
        case .minus:
            guard right.isExact else { return nil }
            result = left.value - right.value
        case .times:
            guard isExact || left.value >= 0 && right.value >= 0 else { return nil }
            result = left.value * right.value
        case .over:
            guard right.isExact, left.isExact || right.value > 0 else { return nil }
            result = left.value / right.value
        }
        return result.isFinite ? Quantity(result, isExact: isExact) : nil
    }
}
