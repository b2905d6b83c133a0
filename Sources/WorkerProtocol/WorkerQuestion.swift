package import InferenceKit

/// What a worker answers to its only question.
package enum WorkerAnswer<Value: Sendable>: Sendable {
    /// The answer.
    case value(Value)
    /// The model cannot be used.
    case unusable(PredictionError)
    /// The worker ended without an answer.
    case ended
    /// The worker broke the protocol; the reason is a phrase.
    case broken(String)
    /// The time limit was reached.
    case overdue
}

extension MessageSocket {
    /// Asks a worker its only question, and closes the conversation.
    ///
    /// - Parameters:
    ///   - question: The question.
    ///   - limit: How long to wait.
    ///   - read: Takes the answer from a message; `nil` for any other message.
    /// - Returns: What the worker answered; `ended` also when the task is canceled.
    package func ask<Value: Sendable>(
        _ question: WorkerCommand,
        within limit: Duration,
        _ read: @escaping @Sendable (WorkerEvent) -> Value?
    ) async -> WorkerAnswer<Value> {
        let feed = MessageFeed<WorkerAnswer<Value>>(reading: self, as: WorkerEvent.self) { event in
            if case .unusable(let error) = event { return .unusable(error.limited) }
            return read(event).map { .value($0) }
        } end: { violation in
            violation.map { .broken($0) } ?? .ended
        }
        let alarm = Task {
            try await Task.sleep(for: limit)
            feed.add(.overdue)
        }
        defer {
            alarm.cancel()
            feed.close()
        }
        return await withTaskCancellationHandler {
            try? send(question)
            return await feed.first { _ in true } ?? .ended
        } onCancel: {
            feed.close()
        }
    }
}
