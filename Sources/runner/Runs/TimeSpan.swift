import ArgumentParser

/// A length of time on the command line that may be long: a whole number with s, min, h, d or w.
struct TimeSpan: ExpressibleByArgument, Sendable, Hashable {
    /// The length.
    let duration: Duration

    init?(argument: String) {
        let units: [(name: String, seconds: Int64)] = [
            ("s", 1), ("min", 60), ("m", 60), ("h", 3_600), ("d", 86_400), ("w", 604_800),
        ]
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        // A hundred thousand weeks are longer than any store lasts.
        guard let number = Int64(digits), (0...100_000).contains(number),
            let unit = units.first(where: { $0.name == argument[digits.endIndex...] })
        else { return nil }
        duration = .seconds(number * unit.seconds)
    }
}
