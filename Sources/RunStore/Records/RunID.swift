/// The name of a run, unique in a store; names sort by time.
///
/// Ten characters encode milliseconds since 1970, six are random, all in lowercase Crockford base 32, such as
/// `01kat3x9q2-7fm4kd`. A user may shorten it to the beginning of either part.
///
/// See <https://www.crockford.com/base32.html>.
package struct RunID: Sendable, Hashable, Codable, Comparable, CustomStringConvertible {
    /// The name as text.
    package let description: String

    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz")
    /// The number of characters after the dash.
    private static let randomDigits = 6

    /// Creates a new name.
    ///
    /// - Parameters:
    ///   - milliseconds: Since 1970-01-01T00:00:00Z.
    ///   - random: Any number; 30 bits of it are used.
    package init(milliseconds: Int64, random: UInt32) {
        let time = Self.text(UInt64(max(0, milliseconds)), count: 10)
        description = "\(time)-\(Self.text(UInt64(random), count: Self.randomDigits))"
    }

    /// Parses a complete name.
    ///
    /// - Parameter description: The name as text, in lowercase.
    package init?(_ description: String) {
        let parts = description.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == 10, parts[1].count == Self.randomDigits,
            parts.joined().allSatisfy({ Self.digits.contains($0) })
        else { return nil }
        self.description = description
    }

    /// The part after the dash, enough to identify a run in most stores.
    package var short: String { String(description.suffix(Self.randomDigits)) }

    /// Orders by time.
    package static func < (left: RunID, right: RunID) -> Bool { left.description < right.description }

    private static func text(_ number: UInt64, count: Int) -> String {
        var rest = number
        var reversed: [Character] = []
        for _ in 0..<count {
            reversed.append(digits[Int(rest % 32)])
            rest /= 32
        }
        return String(reversed.reversed())
    }
}
