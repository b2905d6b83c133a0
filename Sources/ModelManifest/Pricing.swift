/// What a prediction costs in US dollars.
package struct Pricing: Sendable, Hashable {
    /// The price of one second of output.
    package var usdPerOutputSecond: Double?
    /// The price of a run, whatever it makes.
    package var usdPerRun: Double?
    /// The input that the output is as long as.
    package var durationFrom: String?

    /// Creates a price.
    ///
    /// - Parameters:
    ///   - usdPerOutputSecond: The price of one second of output.
    ///   - usdPerRun: The price of a run.
    ///   - durationFrom: The input that the output is as long as.
    package init(usdPerOutputSecond: Double? = nil, usdPerRun: Double? = nil, durationFrom: String? = nil) {
        self.usdPerOutputSecond = usdPerOutputSecond
        self.usdPerRun = usdPerRun
        self.durationFrom = durationFrom
    }

    /// Returns what a run will cost in US dollars.
    ///
    /// - Parameter seconds: How long the output will be; nil when that is not known.
    /// - Returns: The price, or nil when it depends on a length that is not known, or when there is no price at all.
    package func estimate(seconds: Double?) -> Double? {
        guard let usdPerOutputSecond else { return usdPerRun }
        return seconds.map { usdPerOutputSecond * $0 + (usdPerRun ?? 0) }
    }
}
