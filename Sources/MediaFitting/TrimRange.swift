internal import Quantities

/// The part of a recording or video that is kept, such as the first minute.
package struct TrimRange: Sendable, Hashable, CustomStringConvertible {
    /// Where it begins, in seconds from the beginning; at least 0.
    package let start: Double
    /// Where it ends, in seconds from the beginning; `nil` for the end of the file.
    package let end: Double?

    /// Describes a part; `nil` for one of no length.
    ///
    /// - Parameters:
    ///   - start: Where it begins, in seconds.
    ///   - end: Where it ends, in seconds.
    package init?(start: Double, end: Double?) {
        guard start >= 0, start.isFinite, end.map({ $0 > start && $0.isFinite }) ?? true else { return nil }
        self.start = start
        self.end = end
    }

    /// Reads `0:60`, `12.5:` or `:1min`; `nil` for anything else.
    ///
    /// - Parameter text: The beginning and the end, in seconds unless a unit follows; either can be missing, not both.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !(parts[0].isEmpty && parts[1].isEmpty) else { return nil }
        let seconds = { (part: Substring) -> Double? in
            if let number = Double(part) { return number }
            return DurationText.duration(String(part), allowsBareSeconds: true).map { $0 / .seconds(1) }
        }
        var start = 0.0
        if !parts[0].isEmpty {
            guard let given = seconds(Substring(parts[0])) else { return nil }
            start = given
        }
        var end: Double?
        if !parts[1].isEmpty {
            guard let given = seconds(Substring(parts[1])) else { return nil }
            end = given
        }
        self.init(start: start, end: end)
    }

    /// The part in words: `0 s to 60 s`.
    package var description: String {
        "\(UnitText.number(start)) s to \(end.map { "\(UnitText.number($0)) s" } ?? "the end")"
    }
}
