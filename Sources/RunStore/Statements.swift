internal import FoundationEssentials
internal import GRDB
internal import InferenceKit

extension Database {
    /// Executes a statement that is prepared once for the connection.
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// Fetches rows with a statement that is prepared once for the connection.
    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }

    /// Fetches the first row with a statement that is prepared once for the connection.
    func row(_ sql: String, _ arguments: StatementArguments = []) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }
}

/// Reads a row column by column; a value of another type than expected is an error.
struct RowReader {
    private let row: Row
    private var index = 0

    /// Starts at the first column.
    init(_ row: Row) {
        self.row = row
    }

    /// The next column; ask for an optional where it may be empty.
    mutating func next<Value: DatabaseValueConvertible & StatementColumnConvertible>(
        _ type: Value.Type = Value.self
    ) throws -> Value {
        defer { index += 1 }
        return try row.decode(Value.self, atIndex: index)
    }
}

// MARK: - Times

extension Date {
    /// Whole milliseconds since 1970; times that nobody lives in become the nearest that fits.
    var milliseconds: Int64 {
        let value = (timeIntervalSince1970 * 1_000).rounded()
        return Int64(exactly: value) ?? (value > 0 ? .max : .min)
    }

    /// Creates a time from whole milliseconds since 1970.
    init(milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1_000)
    }

    /// The time for people, without fractions of a second.
    var text: String {
        UTCTime(secondsSinceEpoch: milliseconds / 1_000).iso8601
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        return overflow ? .max : product + attoseconds / 1_000_000_000_000_000
    }
}
