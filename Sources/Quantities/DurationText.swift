/// Reads lengths of time as people write them in commands, addresses and environment variables.
package enum DurationText {
    /// The units in a help text.
    package static let units = "ms, s, min (or m), h, d, w"

    /// Reads a length of time, exact to a millisecond.
    ///
    /// - Parameters:
    ///   - text: A number and its unit without a space, such as `500ms`, `1.5s`, `90s`, `10min`, `2h`, `7d` or `1w`.
    ///   - allowsBareSeconds: Whether a number without a unit is in seconds.
    /// - Returns: The length of time; `nil` for any other text.
    package static func duration(_ text: String, allowsBareSeconds: Bool = false) -> Duration? {
        guard let scalar = try? UnitScalar(text),
            let milliseconds = try? scalar.value(.longTime, bareFactor: allowsBareSeconds ? 1000 : nil)
        else { return nil }
        return .milliseconds(milliseconds)
    }
}
