package import FoundationEssentials
internal import HTTPTypes
package import InferenceKit
package import RunStore
internal import Webhooks

/// What a client says about messages when it creates a prediction.
package struct WebhookRequest: Sendable, Hashable {
    /// Where messages go.
    package let url: String
    /// What messages are wanted about.
    package let events: Set<Webhook.Event>

    /// Reads the members `webhook`, `webhook_events_filter` and the older `webhook_completed`; `nil` when no messages are wanted.
    ///
    /// - Parameters:
    ///   - body: The members of a request's body.
    ///   - allowsLoopback: Whether messages may go to this machine.
    /// - Throws: ``Problem`` with 422 for an address that must not be sent to, or an unknown event.
    package init?(_ body: [String: JSONValue], allowsLoopback: Bool) throws(Problem) {
        let member = Self.given(body["webhook"]) ? "webhook" : "webhook_completed"
        guard let value = body[member], value != .null else {
            // A filter alone is read all the same, so that its mistakes are found.
            _ = try Self.events(body["webhook_events_filter"])
            return nil
        }
        guard let url = value.string else {
            throw Self.problem(member, "it is not a string", help: "write \"webhook\": \"https://HOST/PATH\"")
        }
        let events = try Self.events(body["webhook_events_filter"])
        do {
            _ = try WebhookTarget(url, allowsLoopback: allowsLoopback)
        } catch {
            throw Self.problem(member, error.reason, help: error.help)
        }
        self.url = url
        self.events = member == "webhook_completed" ? [.completed] : events
    }

    /// The record of it.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - client: Who asks.
    ///   - trace: The trace that the request belongs to.
    ///   - time: Now.
    /// - Returns: The webhook.
    package func webhook(for run: RunID, of client: Client, trace: TraceContext?, at time: Date) -> Webhook {
        Webhook(
            run: run,
            url: url,
            events: events,
            traceparent: trace?.traceparent,
            created: Date(milliseconds: time.milliseconds),
            caller: client.name
        )
    }

    private static func given(_ value: JSONValue?) -> Bool { value.map { $0 != .null } ?? false }

    private static func events(_ value: JSONValue?) throws(Problem) -> Set<Webhook.Event> {
        guard let value, value != .null else { return Set(Webhook.Event.allCases) }
        let names = Webhook.Event.allCases.map(\.rawValue).joined(separator: ", ")
        guard let list = value.array else {
            throw problem("webhook_events_filter", "it is not a list", help: "list some of: \(names)")
        }
        var events: Set<Webhook.Event> = []
        for element in list {
            guard let event = element.string.flatMap(Webhook.Event.init(rawValue:)) else {
                throw problem(
                    "webhook_events_filter",
                    "\(String(element.text.prefix(100))) is not an event",
                    help: "list some of: \(names)"
                )
            }
            events.insert(event)
        }
        return events.isEmpty ? Set(Webhook.Event.allCases) : events
    }

    private static func problem(_ member: String, _ reason: String, help: String) -> Problem {
        var problem = Problem(.unprocessableContent, "'\(member)': \(reason)", code: "invalid-webhook", help: help)
        problem.members["invalid_fields"] = [
            ["type": "value_error", "field": .string(member), "description": .string(reason)]
        ]
        return problem
    }
}
