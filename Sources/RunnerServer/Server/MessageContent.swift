package import InferenceKit
package import RunStore
internal import Synchronization

/// What messages say about runs: the same as a GET of the prediction at that time.
///
/// The server's parts need the outbox, which needs what messages say, so the parts come last.
package final class MessageContent: Sendable {
    private let parts = Mutex<ServerParts?>(nil)

    /// Creates it without parts; until it has them, there is nothing to say.
    package init() {}

    /// Gives it the parts of the server.
    package func use(_ parts: ServerParts) { self.parts.withLock { $0 = parts } }

    /// What a message says.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - event: What the message is about.
    /// - Returns: The prediction; `nil` when there is no such run.
    /// - Throws: `RunStoreError` when the store cannot be read.
    package func json(_ run: RunID, _ event: Webhook.Event) async throws -> JSONValue? {
        guard let parts = parts.withLock({ $0 }) else { return nil }
        let record: Run
        do {
            record = try await parts.store.run(named: run.description)
        } catch {
            // One clause without a pattern: the compiler of Swift 6.3 crashes on a pattern for a typed error here.
            if error.code == .noSuchRun { return nil }
            throw error
        }
        let base = parts.settings.publicURL ?? "http://\(parts.settings.listen)"
        guard case .object(var members) = await PredictionAnswers(parts: parts).json(record, base: base) else {
            return nil
        }
        if event == .start {
            // A run can end before this message is made, and still has to begin for its receiver.
            let beginning: [String: JSONValue] = [
                "status": "processing", "output": .null, "logs": "", "error": .null, "completed_at": .null,
                "metrics": [:],
            ]
            members.merge(beginning) { _, new in new }
        }
        return .object(members)
    }
}
