import InferenceKit

/// The form of the `Date` header, RFC 9110 §5.6.7.
enum HTTPDate {
    /// Returns a time in that form, such as `Mon, 05 Jan 2026 12:21:33 GMT`.
    ///
    /// - Parameter time: A time from 1970 on.
    /// - Returns: Twenty-nine characters.
    static func text(of time: UTCTime) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let text = Array(time.iso8601)
        let weekday = days[Int(max(0, time.secondsSinceEpoch) / 86_400 % 7)]
        let month = Int(String(text[5..<7])).flatMap { months.indices.contains($0 - 1) ? months[$0 - 1] : nil } ?? "Jan"
        return "\(weekday), \(String(text[8..<10])) \(month) \(String(text[0..<4])) \(String(text[11..<19])) GMT"
    }
}
