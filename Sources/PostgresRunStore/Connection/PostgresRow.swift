internal import RunRows

/// A row of a result, as text; `nil` is NULL.
struct PostgresRow: ColumnRow, Sendable {
    /// The columns.
    var columns: [String?]

    func integer(at index: Int) throws -> Int64? { try number(at: index) }

    func real(at index: Int) throws -> Double? { try number(at: index) }

    func text(at index: Int) throws -> String? {
        guard columns.indices.contains(index) else { throw DamagedValue(description: "a column is missing") }
        return columns[index]
    }

    func flag(at index: Int) throws -> Bool? {
        switch try text(at: index) {
        case nil: nil
        case "t": true
        case "f": false
        case let other?: throw DamagedValue(description: "'\(other)' is not true or false")
        }
    }

    private func number<Number: LosslessStringConvertible>(at index: Int) throws -> Number? {
        try text(at: index).map { text in
            guard let number = Number(text) else { throw DamagedValue(description: "'\(text)' is not a number") }
            return number
        }
    }
}

extension SQLValue {
    /// The parameter as text, and the number of its type, which never changes.
    var sent: (text: String?, type: UInt32) {
        switch self {
        case .flag(let value): (value.map { $0 ? "t" : "f" }, 16)
        case .integer(let value): (value.map { "\($0)" }, 20)
        // The type cannot hold the character NUL.
        case .text(let value): (value.map { $0.utf8.contains(0) ? $0.replacing("\0", with: "\u{FFFD}") : $0 }, 25)
        case .real(let value): (value.map { "\($0)" }, 701)
        }
    }
}
