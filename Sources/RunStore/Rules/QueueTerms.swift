/// How a queue wants the interruptions of a run to be treated that it drives.
package struct QueueTerms: Sendable {
    /// How often the run itself was the cause of an interruption before.
    package var faults: Int
    /// How long the run rests, which is recorded before another process can take it; `nil` when only this process continues it.
    package var rest: (@Sendable (RestRules.Cause) -> Duration)?

    /// Creates terms; each parameter is the property of the same name.
    package init(faults: Int, rest: (@Sendable (RestRules.Cause) -> Duration)? = nil) {
        self.faults = faults
        self.rest = rest
    }

    /// Whether a run is not tried again that has paid for nothing.
    ///
    /// Nobody asks again for an enqueued run, so it waits for what is away or busy as long as that takes.
    ///
    /// - Parameters:
    ///   - code: The stable name of the error that has stopped it.
    ///   - isOverdue: Whether it has used up its time.
    /// - Returns: Whether it ends as failed.
    package func givesUp(after code: String, isOverdue: Bool) -> Bool {
        rest == nil && isOverdue || RestRules.isGivenUp(RestRules.cause(of: code), after: faults, isPaid: false)
    }

    /// Whether an error that would end a run of a person only interrupts this one.
    package func waits(after code: String) -> Bool { rest != nil && RestRules.cause(of: code) != .run }
}
