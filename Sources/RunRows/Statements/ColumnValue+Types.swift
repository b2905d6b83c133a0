package import FoundationEssentials
package import RunStore

extension Int64: ColumnValue {
    package static func column(_ index: Int, of row: any ColumnRow) throws -> Int64? { try row.integer(at: index) }

    package static func parameter(_ value: Int64?) -> SQLValue { .integer(value) }
}

extension ColumnValue where Self: FixedWidthInteger {
    package static func column(_ index: Int, of row: any ColumnRow) throws -> Self? {
        try row.integer(at: index).map { number in
            guard let value = Self(exactly: number) else { throw DamagedValue(description: "\(number) is too large") }
            return value
        }
    }

    package static func parameter(_ value: Self?) -> SQLValue { .integer(value.map { Int64(clamping: $0) }) }
}

extension Int: ColumnValue {}
extension Int32: ColumnValue {}

extension Double: ColumnValue {
    package static func column(_ index: Int, of row: any ColumnRow) throws -> Double? { try row.real(at: index) }

    package static func parameter(_ value: Double?) -> SQLValue { .real(value) }
}

extension Bool: ColumnValue {
    package static func column(_ index: Int, of row: any ColumnRow) throws -> Bool? { try row.flag(at: index) }

    package static func parameter(_ value: Bool?) -> SQLValue { .flag(value) }
}

extension String: ColumnValue {
    package static func column(_ index: Int, of row: any ColumnRow) throws -> String? { try row.text(at: index) }

    package static func parameter(_ value: String?) -> SQLValue { .text(value) }
}

/// In whole milliseconds since 1970.
extension Date: ColumnValue {
    package static func column(_ index: Int, of row: any ColumnRow) throws -> Date? {
        try row.integer(at: index).map(Date.init(milliseconds:))
    }

    package static func parameter(_ value: Date?) -> SQLValue { .integer(value?.milliseconds) }
}

extension RunID: ColumnValue {
    package static func column(_ index: Int, of row: any ColumnRow) throws -> RunID? {
        try row.text(at: index).map { text in
            guard let id = RunID(text) else { throw DamagedValue(description: "'\(text)' is not the name of a run") }
            return id
        }
    }

    package static func parameter(_ value: RunID?) -> SQLValue { .text(value?.description) }
}
