package import FoundationEssentials
internal import InferenceKit
internal import Quantities
internal import RunStore

/// Times as clients write and read them, RFC 3339.
package enum TimeText {
    /// A moment such as `2026-11-23T13:05:09.250Z`.
    package static func text(_ date: Date) -> String { date.timestamp }

    /// Reads a moment, with or without a fraction; a date alone is its beginning in UTC, and a time without a zone is in UTC.
    ///
    /// - Parameter text: The text.
    /// - Returns: The moment; `nil` for any other text.
    package static func date(_ text: String) -> Date? {
        // A plus sign in a query that was not encoded arrives as a space.
        let text = text.replacing(" ", with: text.contains("T") ? "+" : "T")
        guard text.utf8.count <= 40 else { return nil }
        return Moment(text).map { Date(timeIntervalSince1970: $0.seconds()) }
    }
}
