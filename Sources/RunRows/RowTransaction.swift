internal import RunStore

/// A transaction of a store, as the body of a read or a write sees it.
package protocol RowTransaction: AnyObject {
    /// Whether machines share the store.
    static var isShared: Bool { get }

    /// Executes a statement.
    ///
    /// - Returns: How many rows were changed.
    @discardableResult
    func run(_ statement: SQL) throws -> Int

    /// Fetches rows, one after another.
    ///
    /// - Parameters:
    ///   - statement: The statement.
    ///   - body: Reads a row, and says whether another one is wanted; it must not use the transaction.
    /// - Throws: What the body throws, or when the store cannot be read.
    func each(_ statement: SQL, _ body: (any ColumnRow) throws -> Bool) throws

    /// Waits for other transactions that have locked the same word, and keeps them waiting until this one ends.
    ///
    /// A transaction locks the row of a lease first, then words. One that is alone anyway does nothing here.
    func lock(_ word: String) throws

    /// Lets processes that listen know at the commit that there may be something to do.
    ///
    /// - Parameter source: A clause `FROM`; they are notified only if it gives rows.
    /// - Throws: When the store cannot be written.
    func tellListeners(_ source: SQL) throws
}

extension RowTransaction {
    /// Fetches rows.
    ///
    /// - Parameters:
    ///   - statement: The statement.
    ///   - read: Reads a row; it must not use the transaction.
    /// - Returns: What was read.
    /// - Throws: When a row holds something else, or the store cannot be read.
    package func all<Value>(
        _ statement: SQL,
        _ read: (inout ColumnReader) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        try each(statement) { row in
            var reader = ColumnReader(row, isShared: Self.isShared)
            values.append(try read(&reader))
            return true
        }
        return values
    }

    /// Fetches the first row; the parameters are those of ``all(_:_:)``.
    package func first<Value>(
        _ statement: SQL,
        _ read: (inout ColumnReader) throws -> Value
    ) throws -> Value? {
        var value: Value?
        try each(statement) { row in
            var reader = ColumnReader(row, isShared: Self.isShared)
            value = try read(&reader)
            return false
        }
        return value
    }

    /// The first column of the first row; `nil` when it is empty, or when there is no row.
    package func value<Value: ColumnValue>(_ statement: SQL, as type: Value.Type = Value.self) throws -> Value? {
        try first(statement) { try $0.next(Value?.self) } ?? nil
    }

    /// Whether there is a row.
    package func finds(_ statement: SQL) throws -> Bool {
        try first(statement) { _ in true } ?? false
    }
}
