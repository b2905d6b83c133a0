/// Why the service refuses a request whose signature is right.
struct Refusal: Error, Sendable, Hashable {
    /// What the client gets.
    var code: BusinessCode

    /// What is wrong, for the emulator's log; the vendor does not say.
    var reason: String

    /// Creates a refusal.
    ///
    /// - Parameters:
    ///   - code: What the client gets.
    ///   - reason: What is wrong, one phrase.
    init(_ code: BusinessCode, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// Creates the refusal with which the service reports a failed task.
    ///
    /// - Parameter failure: Why the task failed.
    init(_ failure: TaskFailure) {
        switch failure {
        case .input(let input): self.init(.inputInvalid, input.reason)
        case .emulator(let reason): self.init(.internalError, reason)
        }
    }
}
