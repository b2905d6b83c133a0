internal import FoundationEssentials
internal import InferenceKit
internal import RunStore

/// An attempt at a step as a row of the table `steps`.
enum StepRow {
    /// A paid attempt whose outcome is unknown and that the user has not given up; the condition of the index `undecided_steps`.
    static let isUndecided: SQL = "steps.is_paid AND NOT steps.is_abandoned AND steps.phase IN ('began', 'unknown')"

    /// Selects whole attempts; a condition follows.
    static let selection: SQL =
        "SELECT name, ordinal, is_paid, phase, result, error, attempt, began, ended, is_complete, is_abandoned FROM steps "

    /// Reads an attempt.
    ///
    /// - Parameter row: What ``selection`` gives.
    /// - Returns: The attempt.
    /// - Throws: When the row holds something else.
    static func step(_ row: PostgresRow) throws -> RunStep {
        var row = RowReader(row)
        let record = StepRecord(
            name: try row.next(),
            ordinal: try row.next(),
            paid: try row.next(),
            phase: try row.value(),
            result: try row.next(String?.self).map { try JSONText.decode($0) },
            error: try row.next(String?.self).map { try JSONText.decode($0) }
        )
        return RunStep(
            record: record,
            attempt: try row.next(),
            began: Date(milliseconds: try row.next()),
            ended: try row.next(Int64?.self).map(Date.init(milliseconds:)),
            isComplete: try row.next(),
            isAbandoned: try row.next()
        )
    }
}
