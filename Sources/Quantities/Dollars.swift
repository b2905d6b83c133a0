/// Writes amounts of US dollars.
package enum Dollars {
    /// Returns an amount with cents, and with up to four decimals where they matter.
    ///
    /// - Parameter usd: The amount.
    /// - Returns: `$1.80`, `$0.6912`.
    package static func text(_ usd: Double) -> String {
        guard usd.isFinite, usd.magnitude < 1e12 else { return "$\(usd)" }
        let units = Int64((usd * 10_000).rounded())
        let digits = String(units.magnitude % 10_000 + 10_000).dropFirst()
        let decimals = digits.hasSuffix("00") ? digits.dropLast(2) : digits.hasSuffix("0") ? digits.dropLast() : digits
        return "\(units < 0 ? "-" : "")$\(units.magnitude / 10_000).\(decimals)"
    }

    /// Returns an amount rounded up to cents, so that no estimate is lower than the charge.
    ///
    /// - Parameter usd: The amount; a negative one counts as 0.
    /// - Returns: `$0.70` for 0.6912.
    package static func roundedUp(_ usd: Double) -> String {
        guard usd.isFinite else { return "$\(usd)" }
        // Binary fractions of cents are off by less than this.
        let cents = Int64((max(0, min(usd, 1e12)) * 100 - 1e-6).rounded(.up))
        return "$\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }

    /// Returns the price of one unit with all of its decimals.
    ///
    /// - Parameter usd: The price.
    /// - Returns: `$0.12`, `$0.00002`.
    package static func unitPrice(_ usd: Double) -> String {
        let text = text(usd)
        return Double(text.dropFirst()) == usd ? text : "$\(decimal(usd))"
    }

    /// Returns an amount for programs, rounded to a hundredth of a cent.
    ///
    /// - Parameter usd: The amount.
    /// - Returns: The nearest multiple of 0.0001.
    package static func rounded(_ usd: Double) -> Double {
        (usd * 10_000).rounded() / 10_000
    }

    /// A number without an exponent: `0.00002` rather than `2e-05`.
    private static func decimal(_ value: Double) -> String {
        let text = NumberText.text(value)
        guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]), exponent < 0,
            exponent > -30
        else { return text }
        let digits = text[..<mark].filter { $0 != "." && $0 != "-" }
        let point = text[..<mark].firstIndex(of: ".").map { text.distance(from: text.startIndex, to: $0) } ?? 1
        let zeros = String(repeating: "0", count: max(0, -exponent - (value < 0 ? point - 1 : point)))
        var fraction = zeros + digits
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(value < 0 ? "-" : "")0.\(fraction)"
    }
}
