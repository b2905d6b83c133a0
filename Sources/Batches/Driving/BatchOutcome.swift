package import ErrorReporting
internal import InferenceKit
internal import Quantities
package import RunStore

/// The outcome of a batch.
package struct BatchOutcome: Sendable {
    /// How many rows the file has.
    package var rows = 0
    /// How many rows had succeeded before.
    package var done = 0
    /// How many rows had failed before, and were not run again.
    package var failedBefore = 0
    /// How many rows ended in each way with this command.
    package var ended: [RowResult.Status: Int] = [:]
    /// How many rows were chosen and not begun.
    package var notBegun = 0
    /// How many rows were not chosen, because of a limit.
    package var leftOut = 0
    /// What the rows that succeeded with this command have cost in US dollars, as far as that is known.
    package var usd = 0.0
    /// Why nothing more was submitted.
    package var trip: CircuitBreaker.Trip?
    /// Whether the user stopped the command.
    package var isInterrupted = false
    /// Why the file of results is not complete.
    package var resultsProblem: ErrorReport?

    /// How many rows have succeeded, now or before.
    package var succeeded: Int { done + ended[.succeeded, default: 0] }

    /// How many rows have failed, now or before.
    package var failed: Int { failedBefore + ended[.failed, default: 0] + ended[.canceled, default: 0] }

    /// How many rows have an unknown outcome.
    package var unknown: Int { ended[.unknown, default: 0] }

    /// How many rows are left to other processes.
    package var enqueued: Int { ended[.enqueued, default: 0] }

    /// How many rows are left to the next command.
    package var unfinished: Int { ended[.interrupted, default: 0] + notBegun }

    /// What a program exits with: the first that applies of an interruption, the breaker, an unknown outcome, a failed row and unfinished rows.
    package var exitStatus: ExitStatus {
        if isInterrupted { return .interrupted }
        if trip != nil { return .unavailable }
        if unknown > 0 { return .outcomeUnknown }
        if failed > 0 { return .findings }
        if resultsProblem != nil { return .cannotWrite }
        return unfinished > 0 ? .unfinished : .success
    }

    /// One word for programs.
    package var word: String {
        switch exitStatus {
        case .success: enqueued > 0 ? "queued" : "succeeded"
        case .interrupted: "interrupted"
        case .unavailable: "stopped"
        case .outcomeUnknown: "unknown"
        case .unfinished: "unfinished"
        case .findings, .usage, .invalidInput, .failure, .cannotWrite, .notPermitted, .configuration: "failed"
        }
    }
}
