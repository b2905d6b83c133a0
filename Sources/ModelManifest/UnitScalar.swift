/// A number with a unit in one scalar: `5MB`, `4GiB`, `15s`, `500ms`.
struct UnitScalar {
    /// What a scalar measures.
    enum Quantity {
        case bytes
        case time

        /// The units, largest last, in bytes and in milliseconds.
        var units: [(name: String, factor: Int64)] {
            switch self {
            case .bytes: Self.unitsOfBytes
            case .time: Self.unitsOfTime
            }
        }

        private static let unitsOfBytes: [(name: String, factor: Int64)] = [
            ("B", 1), ("kB", 1000), ("KiB", 1 << 10), ("MB", 1_000_000), ("MiB", 1 << 20),
            ("GB", 1_000_000_000), ("GiB", 1 << 30), ("TB", 1_000_000_000_000), ("TiB", 1 << 40),
        ]
        private static let unitsOfTime: [(name: String, factor: Int64)] = [
            ("ms", 1), ("s", 1000), ("min", 60_000), ("h", 3_600_000),
        ]
    }

    /// Why a scalar is not a quantity.
    enum Problem: Error, Hashable {
        /// Not a number, a unit, and nothing else.
        case notAQuantity
        /// A number alone where a unit is needed.
        case noUnit
        /// A unit that is not known.
        case unknownUnit(String)
        /// A known number and unit with a blank between them.
        case blankBeforeUnit
        /// Less than zero.
        case negative
        /// Not a whole number of bytes or milliseconds.
        case tooFine
        /// More than fits 64 bits.
        case tooLarge
    }

    /// The number as it is written.
    let number: String
    /// The unit as it is written; empty for a bare number.
    let unit: String
    private let hasBlank: Bool

    /// Splits a scalar.
    ///
    /// - Parameter text: The scalar.
    /// - Throws: `notAQuantity`, `negative`.
    init(_ text: String) throws(Problem) {
        // By bytes where a byte is a character, which is much faster; elsewhere a mark can belong to the digit before it.
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
        self.hasBlank = rest.startIndex != unit.startIndex
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
    ///   - bareFactor: What a number without unit is multiplied with; nil when a unit is needed.
    /// - Returns: Bytes or milliseconds.
    /// - Throws: `noUnit`, `unknownUnit`, `blankBeforeUnit`, `tooFine`, `tooLarge`, `notAQuantity`.
    func value(_ quantity: Quantity, bareFactor: Int64? = nil) throws(Problem) -> Int64 {
        if unit.isEmpty {
            guard let bareFactor else { throw .noUnit }
            return try scaled(by: bareFactor)
        }
        guard let known = quantity.units.first(where: { $0.name == unit }) else { throw .unknownUnit(unit) }
        if hasBlank { throw .blankBeforeUnit }
        return try scaled(by: known.factor)
    }

    /// Multiplies the decimal number exactly, without a detour over binary fractions.
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
