/// Writes quantities with their units, in the form that manifests use.
package enum UnitText {
    /// Returns a byte count in the unit that shows it best.
    ///
    /// - Parameter count: Bytes.
    /// - Returns: `5MB`, `4GiB`, or two decimals where no unit divides the count: `5.24MB`.
    package static func bytes(_ count: Int64) -> String {
        guard count.magnitude >= 1000 else { return "\(count)B" }
        let units = UnitScalar.Quantity.bytes.units.reversed()
        if let exact = units.first(where: {
            count.magnitude >= $0.factor.magnitude && count % $0.factor == 0 && $0.factor > 1
        }),
            (count / exact.factor).magnitude < 10_000
        {
            return "\(count / exact.factor)\(exact.name)"
        }
        let decimal = units.first { $0.name.count == 2 && count.magnitude >= $0.factor.magnitude }
        guard let decimal else { return "\(count)B" }
        return rounded(Double(count) / Double(decimal.factor)) + decimal.name
    }

    /// Returns a length of time in seconds, or in milliseconds below one second.
    ///
    /// - Parameter duration: The time.
    /// - Returns: `60s`, `18.43s`, `500ms`.
    package static func duration(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let total = Double(seconds) + Double(attoseconds) / 1e18
        if total != 0, abs(total) < 1 { return rounded(total * 1000) + "ms" }
        return rounded(total) + "s"
    }

    /// Returns a byte count for a sentence.
    ///
    /// - Parameter count: Bytes.
    /// - Returns: `16.48 MB`, `5 MiB`.
    package static func readable(bytes count: Int64) -> String {
        let text = bytes(count)
        let number = text.prefix { $0.isNumber || $0 == "." || $0 == "-" }
        return "\(number) \(text[number.endIndex...])"
    }

    /// Returns a length of time for a sentence, with up to three decimals.
    ///
    /// - Parameter duration: The time.
    /// - Returns: `60 s`, `18.432 s`.
    package static func readable(_ duration: Duration) -> String {
        let milliseconds = (duration / .milliseconds(1)).rounded()
        return "\(NumberText.text(milliseconds / 1000)) s"
    }

    /// Returns a number of pixels.
    ///
    /// - Parameter count: Pixels.
    /// - Returns: `4096 pixels`.
    package static func pixels(_ count: Int) -> String {
        "\(count) \(count == 1 ? "pixel" : "pixels")"
    }

    /// Returns a number of characters.
    ///
    /// - Parameter count: Characters.
    /// - Returns: `300 characters`.
    package static func characters(_ count: Int) -> String {
        "\(count) \(count == 1 ? "character" : "characters")"
    }

    /// Returns a number of files.
    ///
    /// - Parameter count: Files.
    /// - Returns: `14 files`.
    package static func files(_ count: Int) -> String {
        "\(count) \(count == 1 ? "file" : "files")"
    }

    /// Returns a number without a needless `.0`.
    ///
    /// - Parameter value: The number.
    /// - Returns: `4` for 4.0, `0.12` for 0.12.
    package static func number(_ value: Double) -> String {
        NumberText.text(value)
    }

    private static func rounded(_ value: Double) -> String {
        NumberText.text((value * 100).rounded() / 100)
    }
}
