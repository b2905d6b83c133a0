internal import RunStore
internal import Synchronization

/// What has happened to runs with webhooks and is not a message yet.
///
/// Runs are driven by many tasks, which only leave a note here; one task makes messages of the notes, in their order.
final class WebhookEvents: Sendable {
    /// The shortest time between two messages about the output or the log of one run.
    static let interval = Duration.milliseconds(500)

    /// What is known about the webhook of a run.
    private struct Watched {
        var webhook: Webhook
        var waiting: [Webhook.Event] = []
        var lastPassing: ContinuousClock.Instant?
    }

    private let watched = Mutex<[RunID: Watched]>([:])

    /// Begins to take notes about a run; notes that were taken before stay.
    func watch(_ webhook: Webhook) {
        watched.withLock { watched in
            if watched[webhook.run] == nil { watched[webhook.run] = Watched(webhook: webhook) }
        }
    }

    /// Takes no more notes about a run.
    func forget(_ run: RunID) {
        watched.withLock { _ = $0.removeValue(forKey: run) }
    }

    /// Notes what has happened to a run.
    ///
    /// - Returns: Whether the run has a webhook that wants to know.
    func note(_ event: Webhook.Event, about run: RunID) -> Bool {
        watched.withLock { watched in
            // The end is noted for every webhook, since it closes it.
            guard let webhook = watched[run]?.webhook, event == .completed || webhook.events.contains(event),
                watched[run]?.waiting.contains(event) == false
            else { return false }
            watched[run]?.waiting.append(event)
            return true
        }
    }

    /// Takes the notes of which messages can be made now.
    ///
    /// - Parameter now: Now.
    /// - Returns: The notes of each run in order, and how long the others have to wait; `nil` when there are none.
    func take(at now: ContinuousClock.Instant) -> (ready: [(Webhook, Webhook.Event)], wait: Duration?) {
        watched.withLock { watched in
            var ready: [(Webhook, Webhook.Event)] = []
            var wait: Duration?
            for (run, entry) in watched where !entry.waiting.isEmpty {
                var entry = entry
                let isEnd = entry.waiting.contains(.completed)
                entry.waiting = entry.waiting.filter { event in
                    // The last message says all that these would say.
                    if isEnd, event.canBeOvertaken, entry.lastPassing != nil { return false }
                    if !isEnd, event.canBeOvertaken, let last = entry.lastPassing, now - last < Self.interval {
                        wait = min(wait ?? Self.interval, Self.interval - (now - last))
                        return true
                    }
                    ready.append((entry.webhook, event))
                    return false
                }
                if ready.contains(where: { $0.0.run == run && $0.1.canBeOvertaken }) { entry.lastPassing = now }
                watched[run] = isEnd ? nil : entry
            }
            return (ready, wait)
        }
    }

    /// Whether there are notes.
    var isEmpty: Bool { watched.withLock { $0.values.allSatisfy(\.waiting.isEmpty) } }
}
