/// Writes numbers as a person would.
package enum NumberText {
    /// Returns a number without a needless `.0`.
    ///
    /// - Parameter value: The number.
    /// - Returns: `4` for 4.0, `0.12` for 0.12.
    package static func text(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}
