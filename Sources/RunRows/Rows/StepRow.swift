internal import FoundationEssentials
internal import InferenceKit
package import RunStore

/// An attempt at a step as a row of the table `steps`.
package enum StepRow {
    /// A paid attempt whose outcome is unknown and that the user has not given up; the condition of the index `undecided_steps`.
    package static let isUndecided: SQL =
        "steps.is_paid = \(.yes) AND steps.is_abandoned = \(.no) AND steps.phase IN ('began', 'unknown')"

    /// Selects whole attempts; a condition follows.
    package static let selection: SQL =
        """
        SELECT name, ordinal, is_paid, phase, result, error, linked_hosts, attempt, began, ended, is_complete, is_abandoned
        FROM steps\u{20}
        """

    /// Selects what ``attempt(_:)`` reads; a condition follows.
    static let attempts: SQL = "SELECT phase, is_paid, is_abandoned, token FROM steps "

    /// The condition of the attempts at a step.
    static func key(_ step: StepRecord, of run: RunID) -> SQL {
        "run = \(run) AND name = \(step.name) AND ordinal = \(step.ordinal)"
    }

    /// Inserts an attempt that begins.
    static func insertion(_ step: StepRecord, attempt: Int, _ lease: RunLease, at time: Date) throws -> SQL {
        let owner = step.paid ? try JSONText.encode(lease.owner) : nil
        return .insertion(
            into: "steps",
            "run, name, ordinal, attempt, token, is_paid, phase, is_complete, began, owner",
            [
                lease.run, step.name, step.ordinal, attempt, lease.token, step.paid, StepRecord.Phase.began.rawValue,
                true,
                time, owner,
            ]
        )
    }

    /// Ends an attempt, never before another that ended earlier, even if the clock was set back: resuming relies on this order.
    ///
    /// - Returns: A statement; a condition follows.
    static func ending(_ step: StepRecord, isComplete: Bool, of run: RunID, at time: Date) throws -> SQL {
        """
        UPDATE steps SET phase = \(step.phase), result = \(try step.result.map { try JSONText.encode($0) }),
            is_complete = \(isComplete), error = \(try step.error.map { try JSONText.encode($0) }),
            linked_hosts = \(try step.linkedHosts.map { try JSONText.encode($0) }),
            ended = \(.greatest)(\(time), began, (SELECT coalesce(max(ended), 0) FROM steps WHERE run = \(run)))\u{20}
        """
    }

    /// Reads an attempt.
    ///
    /// - Parameter row: What ``selection`` gives.
    /// - Returns: The attempt.
    /// - Throws: When the row holds something else.
    static func step(_ row: inout ColumnReader) throws -> RunStep {
        let record = StepRecord(
            name: try row.next(),
            ordinal: try row.next(),
            paid: try row.next(),
            phase: try row.word(),
            result: try row.optionalJSON(),
            error: try row.optionalJSON(),
            linkedHosts: try row.optionalJSON()
        )
        return RunStep(
            record: record,
            attempt: try row.next(),
            began: try row.next(),
            ended: try row.next(),
            isComplete: try row.next(),
            isAbandoned: try row.next()
        )
    }

    /// Reads what decides whether a step may begin again.
    static func attempt(_ row: inout ColumnReader) throws -> StepRules.Attempt {
        StepRules.Attempt(
            phase: try row.word(),
            isPaid: try row.next(),
            isAbandoned: try row.next(),
            token: try row.next()
        )
    }

    /// Reads a paid step whose outcome may not be recorded any more.
    ///
    /// - Parameter row: The run, the step's name and beginning, the run's task, estimate and whether it is charged, and its lease.
    /// - Returns: The step.
    /// - Throws: When the row holds something else.
    package static func submission(_ row: inout ColumnReader) throws -> OpenSubmission {
        let run: RunID = try row.next()
        return OpenSubmission(
            run: run,
            step: try row.next(),
            began: try row.next(),
            taskID: try row.next(),
            estimate: try row.price() ?? .unknown,
            isCharged: try row.next(),
            lease: try LeaseRow.lease(&row, of: run)
        )
    }
}
