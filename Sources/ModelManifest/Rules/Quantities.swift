package import Diagnostics

extension Rule {
    /// A size or a duration that cannot be read.
    package static let badUnit = Rule(
        "bad-unit",
        "A size or duration is a number with a known unit and no blank between."
    )
    /// A number that makes no sense at its place.
    package static let outOfRange = Rule("out-of-range", "Numbers are within what their key can mean.")
}

extension Findings {
    /// Reports a number below zero where there is no such thing.
    ///
    /// - Parameters:
    ///   - subject: The key in quotes.
    ///   - place: Where.
    func reportNegative(_ subject: String, at place: Span) {
        report(.outOfRange, "\(subject) must not be negative", at: place)
    }
}
