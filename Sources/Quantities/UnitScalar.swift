/// A number with its unit in one word: `5MB`, `4GiB`, `15s`, `500ms`.
package struct UnitScalar {
    /// What is measured.
    package enum Quantity: Sendable {
        /// Sizes in bytes.
        case bytes
        /// Lengths of time, in the units of manifests.
        case time
        /// Lengths of time, also in days and weeks, with `m` for minutes.
        case longTime

        /// The units, largest last, in bytes and in milliseconds.
        package var units: [(name: String, factor: Int64)] {
            switch self {
            case .bytes: Self.unitsOfBytes
            case .time: Self.unitsOfTime
            case .longTime: Self.unitsOfLongTime
            }
        }

        private static let unitsOfBytes: [(name: String, factor: Int64)] = [
            ("B", 1), ("kB", 1000), ("KiB", 1 << 10), ("MB", 1_000_000), ("MiB", 1 << 20),
            ("GB", 1_000_000_000), ("GiB", 1 << 30), ("TB", 1_000_000_000_000), ("TiB", 1 << 40),
        ]
        private static let unitsOfTime: [(name: String, factor: Int64)] = [
            ("ms", 1), ("s", 1000), ("min", 60_000), ("h", 3_600_000),
        ]
        private static let unitsOfLongTime =
            unitsOfTime + [("m", 60_000), ("d", 86_400_000), ("w", 604_800_000)]
    }

    /// Why a text is not a quantity.
    package enum Problem: Error, Hashable {
        /// Something other than a number and a unit.
        case notAQuantity
        /// A number without the required unit.
        case noUnit
        /// An unknown unit.
        case unknownUnit(String)
        /// A known number and unit with a space between them.
        case spaceBeforeUnit
        /// Less than zero.
        case negative
        /// Not a whole number of bytes or milliseconds.
        case tooFine
        /// More than fits in 64 bits.
        case tooLarge
    }

    /// The number as written.
    package let number: String
    /// The unit as written; empty for a bare number.
    package let unit: String
    private let hasSpace: Bool

    /// Splits a text.
    ///
    /// - Parameter text: The number and its unit.
    /// - Throws: `notAQuantity`, `negative`.
    package init(_ text: String) throws(Problem) {
        // By bytes where each byte is a character, which is much faster; otherwise a mark can belong to the digit before it.
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        let number =
            isASCII
            ? Substring(text.utf8.prefix(while: Self.isOfNumber))
            : text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "_") }
        guard !number.isEmpty, number != "." else {
            throw text.hasPrefix("-") && text.dropFirst().first?.isNumber == true ? .negative : .notAQuantity
        }
        let rest = text[number.endIndex...]
        let unit = isASCII ? Substring(rest.utf8.drop { $0 == UInt8(ascii: " ") }) : rest.drop { $0 == " " }
        guard unit.utf8.allSatisfy(Self.isLetter) || unit.allSatisfy({ $0.isLetter || $0 == "µ" || $0 == "\"" }) else {
            throw .notAQuantity
        }
        self.number = String(number)
        self.unit = String(unit)
        self.hasSpace = rest.startIndex != unit.startIndex
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
    }

    /// Returns the quantity.
    ///
    /// - Parameters:
    ///   - quantity: What is measured.
    ///   - bareFactor: The factor of a number without a unit; nil if a unit is required.
    /// - Returns: Bytes or milliseconds.
    /// - Throws: `noUnit`, `unknownUnit`, `spaceBeforeUnit`, `tooFine`, `tooLarge`, `notAQuantity`.
    package func value(_ quantity: Quantity, bareFactor: Int64? = nil) throws(Problem) -> Int64 {
        if unit.isEmpty {
            guard let bareFactor else { throw .noUnit }
            return try scaled(by: bareFactor)
        }
        guard let known = quantity.units.first(where: { $0.name == unit }) else { throw .unknownUnit(unit) }
        if hasSpace { throw .spaceBeforeUnit }
        return try scaled(by: known.factor)
    }

    /// Multiplies the decimal number exactly, without binary fractions.
    private func scaled(by factor: Int64) throws(Problem) -> Int64 {
        if number.utf8.count <= 18, let whole = Int64(number) { return try Self.product(whole, factor) }
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, !number.contains("_") else { throw .notAQuantity }
        var fraction = parts.count == 2 ? parts[1][...] : ""
        while fraction.last == "0" { fraction.removeLast() }
        guard whole.count + fraction.count <= 18, let digits = Int64(whole + fraction) else { throw .tooLarge }
        var divisor: Int64 = 1
        for _ in 0..<fraction.count { divisor *= 10 }
        let product = try Self.product(digits, factor)
        guard product % divisor == 0 else { throw .tooFine }
        return product / divisor
    }

    private static func product(_ number: Int64, _ factor: Int64) throws(Problem) -> Int64 {
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        guard !overflow else { throw .tooLarge }
        return product
    }
}
