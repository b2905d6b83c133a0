/// Why a service cannot use a file that a client named: it cannot be fetched, read, or is beyond a limit.
///
/// Each service answers it with its own code.
struct UnusableInput: Error, Sendable, Hashable {
    /// What is wrong, one phrase for the log and the statistics; vendors do not say.
    var reason: String

    /// Creates a reason.
    ///
    /// - Parameter reason: What is wrong, one phrase that starts with the field.
    init(_ reason: String) { self.reason = reason }
}
