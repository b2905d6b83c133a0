internal import RunStore

/// Words for which databases have different texts.
extension SQL {
    /// The literal for true.
    ///
    /// An index of some rows only, those in which a column is true, is found by the literal and not by a parameter.
    package static let yes = SQL(sqlite: "1", postgres: "true")
    /// The literal for false.
    package static let no = SQL(sqlite: "0", postgres: "false")
    /// Locks the rows that are selected until the transaction ends; in SQLite a transaction that writes is alone anyway.
    package static let lockingRows = SQL(sqlite: "", postgres: " FOR NO KEY UPDATE")
    /// The greatest of several values, none of which is NULL.
    static let greatest = SQL(sqlite: "max", postgres: "greatest")
    /// The least of several values, none of which is NULL.
    static let least = SQL(sqlite: "min", postgres: "least")

    /// Locks the rows of one table that are selected, and leaves out those that another process has locked.
    static func lockingFreeRows(of table: String) -> SQL {
        SQL(sqlite: "", postgres: " FOR NO KEY UPDATE OF \(table) SKIP LOCKED")
    }

    /// The condition of a run that has not ended.
    package static let isOpen = isRun(RunStatus.open)
    /// The condition of a run that has not ended, or whose outcome is unknown.
    static let isOpenOrUnknown = isRun(RunStatus.open.union([.unknown]))
    /// The condition of a run that has ended and leaves nothing to decide.
    package static let isEnded = isRun(RunStatus.ended)
    /// The condition of a run that has ended, or whose outcome is unknown.
    static let isTerminal = isRun(RunStatus.ended.union([.unknown]))

    /// The condition of a run with one of some statuses, as literals in the order of the indexes of some rows only.
    private static func isRun(_ statuses: Set<RunStatus>) -> SQL {
        let words = RunStatus.allCases.filter(statuses.contains).map { "'\($0.rawValue)'" }
        return SQL(text: "runs.status IN (\(words.joined(separator: ", ")))")
    }
}
