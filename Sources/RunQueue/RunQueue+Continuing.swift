internal import ErrorReporting
package import RunStore
internal import RunnerCore
package import Spending

extension RunQueue {
    /// Lets an interrupted run continue at once; one that waits or is driven already, or has ended, stays as it is.
    ///
    /// - Parameter run: The run.
    /// - Throws: What the store throws.
    package func resume(_ run: RunID) async throws {
        let found = try await store.run(named: run.description)
        guard !found.status.isTerminal else { return }
        if !wake(run) { add(found, service: Self.service(of: found)) }
    }

    /// Sends again what has an unknown outcome in a run, which may be paid twice.
    ///
    /// Nothing is sent when the run cannot continue, when it would cost more than it was allowed to, or when it is not of
    /// unknown outcome; then it stays as it is.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - resubmission: What its caller agrees to.
    /// - Throws: `RunStopped` or `RunStoreError` with the reason why it does not continue, as far as it is known within
    ///   two seconds.
    package func resubmit(_ run: RunID, _ resubmission: Resubmission) async throws {
        let found = try await store.run(named: run.description)
        guard found.status == .unknown, !isKnown(run) else { return }
        let admission = Admission()
        add(found, service: Self.service(of: found), work: .resubmitted(resubmission, admission))
        if let error = await admission.refusal(within: .seconds(2)) { throw error }
    }
}

/// What the caller of a run agrees to who wants its paid step to be sent again.
package struct Resubmission: Sendable {
    /// What the caller may spend.
    let allowance: Allowance
    /// Whether the caller is the user of this machine, and agrees to the price.
    let consents: Bool

    /// Agrees to something; each parameter is the property of the same name.
    package init(within allowance: Allowance, consents: Bool) {
        self.allowance = allowance
        self.consents = consents
    }
}

/// Whether a run that was asked to continue does, for the one who has asked.
final class Admission: Sendable {
    private let stream: AsyncStream<(any Error)?>
    private let continuation: AsyncStream<(any Error)?>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(of: (any Error)?.self) }

    /// The run continues.
    func grant() { continuation.yield(nil) }

    /// The run does not continue.
    func refuse(_ error: any Error) { continuation.yield(error) }

    /// Waits for the answer.
    ///
    /// - Parameter limit: How long to wait.
    /// - Returns: Why the run does not continue; `nil` when it does, or when there is no answer yet.
    func refusal(within limit: Duration) async -> (any Error)? {
        let clock = Task {
            try await Task.sleep(for: limit)
            continuation.finish()
        }
        defer { clock.cancel() }
        for await answer in stream { return answer }
        return nil
    }
}
