package import FoundationEssentials

/// Where a run's caller wants to be informed about it.
package struct Webhook: Sendable, Hashable {
    /// What a message is about; the names are those of Replicate's API.
    package enum Event: String, Sendable, Hashable, CaseIterable, Codable {
        /// The run has started.
        case start
        /// The run has an output, or more of it.
        case output
        /// The run has printed something.
        case logs
        /// The run has ended.
        case completed

        /// Whether a later message of the same run says all that this one says.
        package var canBeOvertaken: Bool { self == .output || self == .logs }
    }

    /// The run.
    package let run: RunID
    /// Where messages go; its query may be a secret, so it is not shown.
    package var url: String
    /// What messages are wanted about.
    package var events: Set<Event>
    /// The trace that the request belongs to, as `traceparent` of W3C Trace Context; `nil` for none.
    package var traceparent: String?
    /// When it was asked for.
    package var created: Date
    /// Who asked for it, whose secret signs the messages; `nil` for the user of this machine.
    package var caller: String?

    /// Creates a subscription; each parameter is the property of the same name.
    package init(
        run: RunID,
        url: String,
        events: Set<Event> = Set(Event.allCases),
        traceparent: String? = nil,
        created: Date,
        caller: String? = nil
    ) {
        self.run = run
        self.url = url
        self.events = events
        self.traceparent = traceparent
        self.created = created
        self.caller = caller
    }
}

/// A message to a webhook, in the outbox until it is delivered.
package struct WebhookMessage: Sendable, Hashable {
    /// What becomes of a message.
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// It will be sent.
        case waiting
        /// The receiver has accepted it.
        case delivered
        /// It is no longer sent, since every attempt failed or the receiver wants no more messages.
        case failed
        /// A later message of the same run has replaced it.
        case overtaken
    }

    /// The name of the message, the same for every attempt: `webhook-id`.
    package let id: String
    /// Where it goes, and for which run.
    package var webhook: Webhook
    /// What it is about.
    package var event: Webhook.Event
    /// What is sent: JSON.
    package var body: String
    /// When it was recorded.
    package let created: Date
    /// What becomes of it.
    package var state: State = .waiting
    /// How often it was sent, or was about to be.
    package var attempts = 0
    /// When it is sent next; `nil` unless it waits.
    package var nextAttempt: Date?
    /// The outcome of the last attempt, such as `503` or the reason why there was no answer; `nil` before the first.
    package var lastResult: String?

    /// Creates a message that is to be sent at once; each parameter is the property of the same name.
    package init(id: String, webhook: Webhook, event: Webhook.Event, body: String, created: Date) {
        self.id = id
        self.webhook = webhook
        self.event = event
        self.body = body
        self.created = created
        nextAttempt = created
    }
}
