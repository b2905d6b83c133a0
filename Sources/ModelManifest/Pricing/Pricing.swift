/// What a prediction costs in US dollars: the sum of its parts.
package struct Pricing: Sendable, Hashable {
    /// The price of one second of output.
    package var usdPerOutputSecond: Double?
    /// The price of a run, regardless of its output.
    package var usdPerRun: Double?
    /// The input that the output is as long as.
    package var durationFrom: String?
    /// The price of one image, and how many there are.
    package var images: Metered?
    /// The price of a million tokens, and how many tokens there are.
    package var tokens: Metered?
    /// Values that the formulas use, in the order in which they are defined.
    package var values: [PriceValue]

    /// A price for each of a number of things.
    package struct Metered: Sendable, Hashable {
        /// The price of one unit.
        package var rate: Formula
        /// How many things there are; `nil` when only the service knows.
        package var count: Formula?
        /// How many things a unit has: 1, or a million.
        package var unit: Double

        /// Creates a price; each parameter is the property of the same name.
        package init(rate: Formula, count: Formula?, unit: Double) {
            self.rate = rate
            self.count = count
            self.unit = unit
        }
    }

    /// Creates a price; each parameter is the property of the same name.
    package init(
        usdPerOutputSecond: Double? = nil,
        usdPerRun: Double? = nil,
        durationFrom: String? = nil,
        images: Metered? = nil,
        tokens: Metered? = nil,
        values: [PriceValue] = []
    ) {
        self.usdPerOutputSecond = usdPerOutputSecond
        self.usdPerRun = usdPerRun
        self.durationFrom = durationFrom
        self.images = images
        self.tokens = tokens
        self.values = values
    }

    /// What a run costs, as far as that is known.
    package enum Amount: Sendable, Hashable {
        /// This much, in US dollars.
        case exact(Double)
        /// An unknown amount, for this reason; at most this much, if there is a limit.
        case unknown(reason: String, atMost: Double?)

        /// The amount, if it is known.
        package var usd: Double? { if case .exact(let usd) = self { usd } else { nil } }
    }

    /// What the service says that it charges for.
    package struct Usage: Sendable, Hashable {
        /// The tokens.
        package var tokens: Int?
        /// The images.
        package var images: Int?

        /// Creates a usage; each parameter is the property of the same name.
        package init(tokens: Int? = nil, images: Int? = nil) {
            self.tokens = tokens
            self.images = images
        }
    }

    /// Returns what a run costs.
    ///
    /// - Parameters:
    ///   - seconds: How long the output is; nil when that is not known.
    ///   - inputs: The values of the inputs, defaults included.
    ///   - usage: What the service says that it charges for, in place of what the formulas say.
    /// - Returns: The price.
    package func amount(
        seconds: Double? = nil,
        inputs: [String: ScalarValue] = [:],
        usage: Usage = Usage()
    ) -> Amount {
        var calculation = PriceCalculation(values, inputs)
        calculation.add(usdPerRun.map { Formula.Quantity($0) }, isPart: usdPerRun != nil, missing: "")
        calculation.add(
            seconds.flatMap { seconds in usdPerOutputSecond.map { Formula.Quantity($0 * seconds) } },
            isPart: usdPerOutputSecond != nil,
            missing: durationFrom.map { "the length of '\($0)' is unknown" } ?? "the length of the output is unknown"
        )
        calculation.add(images, counted: usage.images, "the number of images is unknown")
        calculation.add(tokens, counted: usage.tokens, "the number of tokens is unknown")
        return calculation.amount
    }
}

/// A value that formulas of a price use: the first of its rows that applies and can be calculated.
package struct PriceValue: Sendable, Hashable {
    /// One row.
    package struct Row: Sendable, Hashable {
        /// The values that inputs must have; all of them.
        package var conditions: [ConditionalLimits.Condition]
        /// The value.
        package var formula: Formula
        /// Whether it is exact; otherwise it is an upper bound.
        package var isExact: Bool
        /// Why an upper bound is all that is known.
        package var reason: String?

        /// Creates a row; each parameter is the property of the same name.
        package init(
            conditions: [ConditionalLimits.Condition],
            formula: Formula,
            isExact: Bool,
            reason: String? = nil
        ) {
            self.conditions = conditions
            self.formula = formula
            self.isExact = isExact
            self.reason = reason
        }

        /// Whether all conditions hold.
        fileprivate func applies(to inputs: [String: ScalarValue]) -> Bool {
            conditions.allSatisfy { condition in
                inputs[condition.input].map { value in condition.values.contains { $0.isSame(as: value) } } ?? false
            }
        }
    }

    /// Its name.
    package var name: String
    /// Its rows.
    package var rows: [Row]

    /// Creates a value.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - rows: Its rows.
    package init(name: String, rows: [Row]) {
        self.name = name
        self.rows = rows
    }
}

/// The sum of the parts of a price.
private struct PriceCalculation {
    private var known: [String: Formula.Quantity] = [:]
    /// Why values are only upper bounds.
    private var reasons: [String: String] = [:]
    private var sum = Formula.Quantity(0)
    private var reason: String?
    private var isUnbounded = false
    private var hasParts = false

    init(_ values: [PriceValue], _ inputs: [String: ScalarValue]) {
        for (name, value) in inputs {
            if let number = value.numeric { known[name] = Formula.Quantity(number) }
        }
        for value in values {
            known[value.name] = nil
            for row in value.rows where row.applies(to: inputs) {
                // A row about an input that is not given does not count.
                guard var quantity = row.formula.value({ known[$0] }) else { continue }
                quantity.isExact = quantity.isExact && row.isExact
                known[value.name] = quantity
                reasons[value.name] = row.reason ?? row.formula.names.sorted().compactMap { reasons[$0] }.first
                break
            }
        }
    }

    mutating func add(_ quantity: Formula.Quantity?, isPart: Bool, missing: String, why: String? = nil) {
        guard isPart else { return }
        hasParts = true
        guard let quantity, quantity.value >= 0 else {
            isUnbounded = true
            reason = reason ?? missing
            return
        }
        sum.value += quantity.value
        if !quantity.isExact { reason = reason ?? why ?? missing }
    }

    mutating func add(_ metered: Pricing.Metered?, counted: Int?, _ missing: String) {
        guard let metered else { return }
        let count = counted.map { Formula.Quantity(Double($0)) } ?? metered.count?.value { known[$0] }
        let rate = metered.rate.value { known[$0] }
        let names = metered.rate.names.union(metered.count?.names ?? [])
        let why = names.sorted().compactMap { reasons[$0] }.first
        guard let count, let rate else { return add(nil, isPart: true, missing: why ?? missing) }
        let quantity = Formula.Quantity(
            count.value * rate.value / metered.unit,
            isExact: count.isExact && rate.isExact
        )
        add(quantity, isPart: true, missing: missing, why: why)
    }

    var amount: Pricing.Amount {
        guard hasParts else { return .unknown(reason: "the manifest declares no price", atMost: nil) }
        guard let reason else { return .exact(sum.value) }
        return .unknown(reason: reason, atMost: isUnbounded ? nil : sum.value)
    }
}
