/// Makes random identifiers.
enum Identifiers {
    /// A number of nineteen digits, as the vendor's tasks have.
    static func task() -> String {
        String(UInt64.random(in: 1_000_000_000_000_000_000...9_223_372_036_854_775_807))
    }

    /// Random hexadecimal digits.
    ///
    /// - Parameter digits: How many.
    /// - Returns: Lower-case digits.
    static func random(digits: Int) -> String {
        String((0..<digits).map { _ in "0123456789abcdef".randomElement() ?? "0" })
    }
}
