import Diagnostics
import InferenceKit
import Presentation
import RunStore

/// A message to a webhook for people and for programs, without the query of its address.
struct MessageDescription {
    private let message: WebhookMessage

    /// - Parameter message: The message.
    init(_ message: WebhookMessage) {
        self.message = message
    }

    /// The names of the columns.
    static let header = ["MESSAGE", "RUN", "EVENT", "STATUS", "ATTEMPTS", "LAST RESULT", "ADDRESS"]

    /// The cells of a table.
    var row: [String] {
        [
            message.id, message.webhook.run.description, message.event.rawValue, message.state.rawValue,
            "\(message.attempts)", printable(message.lastResult ?? "-"), printable(address),
        ]
    }

    /// The members of a JSON object.
    var object: [String: JSONValue] {
        [
            "id": .string(message.id),
            "run": .string(message.webhook.run.description),
            "event": .string(message.event.rawValue),
            "status": .string(message.state.rawValue),
            "attempts": .int(message.attempts),
            "created_at": .string(message.created.timestamp),
            "next_attempt_at": message.nextAttempt.map { .string($0.timestamp) } ?? .null,
            "last_result": message.lastResult.map(JSONValue.string) ?? .null,
            "url": .string(address),
        ]
    }

    private var address: String { String(message.webhook.url.prefix { $0 != "?" && $0 != "#" }) }
}
