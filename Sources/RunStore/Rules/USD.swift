/// Amounts of US dollars as text.
package enum USD {
    /// Writes an amount, such as `$1.80`, with a third and fourth decimal only where they matter.
    ///
    /// - Parameter amount: US dollars.
    /// - Returns: The text.
    package static func text(_ amount: Double) -> String {
        guard amount.isFinite, amount.magnitude < 1e12 else { return "$\(amount)" }
        let units = Int64((amount * 10_000).rounded())
        let digits = String(units.magnitude % 10_000 + 10_000).dropFirst()
        let decimals = digits.hasSuffix("00") ? digits.dropLast(2) : digits.hasSuffix("0") ? digits.dropLast() : digits
        return "\(units < 0 ? "-" : "")$\(units.magnitude / 10_000).\(decimals)"
    }
}
