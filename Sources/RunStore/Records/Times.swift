package import FoundationEssentials
internal import InferenceKit

extension Date {
    /// Whole milliseconds since 1970; a time beyond the range of `Int64` becomes the nearest that fits.
    package var milliseconds: Int64 {
        let value = (timeIntervalSince1970 * 1_000).rounded()
        return Int64(exactly: value) ?? (value > 0 ? .max : .min)
    }

    /// Creates a time from whole milliseconds since 1970.
    package init(milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1_000)
    }

    /// The time in UTC with milliseconds, such as `2026-11-23T13:05:09.250Z`, RFC 3339.
    package var timestamp: String {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
        let digits = String(max(0, rest))
        let fraction = String(repeating: "0", count: 3 - digits.count) + digits
        return "\(UTCTime(secondsSinceEpoch: seconds).iso8601.dropLast()).\(fraction)Z"
    }

    /// The time in UTC as messages show it, without fractions of a second.
    package var text: String {
        UTCTime(secondsSinceEpoch: milliseconds / 1_000).iso8601
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    package var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        return overflow ? .max : product + attoseconds / 1_000_000_000_000_000
    }
}
