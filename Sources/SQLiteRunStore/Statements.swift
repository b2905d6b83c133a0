internal import GRDB

extension Database {
    /// Executes a statement, prepared once for the connection.
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// Fetches rows with a statement, prepared once for the connection.
    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }

    /// Fetches the first row with a statement, prepared once for the connection.
    func row(_ sql: String, _ arguments: StatementArguments = []) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }
}

/// Reads a row column by column; a value of an unexpected type is an error.
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
