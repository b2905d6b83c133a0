package import InferenceKit
package import RunStore

/// What happens while a batch is driven, for whoever watches it.
package enum BatchUpdate: Sendable {
    /// A row is driven from now on.
    case began(row: Int)
    /// What a row is doing now.
    case progress(row: Int, ProgressUpdate)
    /// Something about a row that the user may not expect.
    case warning(row: Int, String)
    /// A row has ended or stopped.
    case ended(RowResult)
    /// Nothing more is submitted.
    case tripped(CircuitBreaker.Trip)
}
