/// Times in words.
package enum SecondsText {
    /// A time such as `0.03 s` or `12.4 s`.
    ///
    /// - Parameter seconds: A duration in seconds.
    /// - Returns: The time with its unit.
    package static func text(_ seconds: Double) -> String {
        let digits = seconds < 10 ? 2 : 1
        let factor = seconds < 10 ? 100 : 10
        let scaled = Int((max(0, min(seconds, 1e9)) * Double(factor)).rounded())
        let fraction = String(scaled % factor)
        return "\(scaled / factor).\(String(repeating: "0", count: digits - fraction.count))\(fraction) s"
    }
}
