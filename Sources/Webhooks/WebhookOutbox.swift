internal import FoundationEssentials
package import InferenceKit
package import RunStore

/// Sends messages about runs, and loses none: they are recorded before they are sent, and sent until they are accepted.
///
/// An actor, since the number of attempts under way is checked and changed between waits.
package actor WebhookOutbox {
    /// What a message about a run says now; `nil` when there is no such run.
    package typealias Snapshot = @Sendable (RunID, Webhook.Event) async throws -> JSONValue?

    /// How many attempts are under way at most.
    static let concurrency = 32
    /// How often the store is searched for messages that another process made due, and for runs that ended unnoticed.
    static let period = Duration.seconds(5)

    private let database: any WebhookDatabase
    private let delivery: WebhookDelivery
    private let snapshot: Snapshot
    private let observe: @Sendable (_ result: String) -> Void
    private nonisolated let events = WebhookEvents()
    private nonisolated let wakeup = Wakeup()
    private var underWay = 0
    private var stopTime: ContinuousClock.Instant?
    private var lastSearch: ContinuousClock.Instant?

    /// Creates an outbox; nothing is sent before it runs.
    ///
    /// - Parameters:
    ///   - database: Where messages are recorded.
    ///   - delivery: Sends them.
    ///   - snapshot: What they say.
    ///   - observe: Called after each attempt with its result: `delivered`, `retried` or `failed`.
    package init(
        database: any WebhookDatabase,
        delivery: WebhookDelivery,
        snapshot: @escaping Snapshot,
        observe: @escaping @Sendable (_ result: String) -> Void = { _ in }
    ) {
        self.database = database
        self.delivery = delivery
        self.snapshot = snapshot
        self.observe = observe
    }

    /// Records a webhook; to be called before its run is recorded, so that no end can be missed.
    ///
    /// - Throws: `RunStoreError` when the store cannot be written.
    package nonisolated func subscribe(_ webhook: Webhook) async throws(RunStoreError) {
        try await database.subscribe(webhook)
        events.watch(webhook)
    }

    /// Forgets a webhook whose run was not recorded after all.
    ///
    /// - Throws: `RunStoreError` when the store cannot be written.
    package nonisolated func unsubscribe(_ run: RunID) async throws(RunStoreError) {
        events.forget(run)
        try await database.unsubscribe(run)
    }

    /// Notes what has happened to a run, with or without a webhook; returns at once.
    package nonisolated func note(_ event: Webhook.Event, about run: RunID) {
        if events.note(event, about: run) { wakeup.signal() }
    }

    /// Sends messages until it was stopped.
    ///
    /// - Throws: `RunStoreError` when the store cannot be read at the beginning.
    package func run() async throws {
        try await database.releaseTakenMessages(at: Date())
        for webhook in try await database.openWebhooks() { events.watch(webhook) }
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                let wait = await recordMessages()
                await closeEndedRuns()
                for message in await dueMessages() {
                    underWay += 1
                    group.addTask { await self.send(message) }
                }
                if await isDone() { break }
                let next = try? await database.nextMessageTime()
                let untilNext =
                    underWay < Self.concurrency ? next.map { Duration.seconds($0.timeIntervalSinceNow) } : nil
                await wakeup.wait(atMost: [wait, untilNext, Self.period].compactMap(\.self).min() ?? Self.period)
            }
            group.cancelAll()
        }
    }

    /// Stops once all that is due was tried, or the time has passed.
    ///
    /// - Parameter limit: The longest time.
    package func stop(within limit: Duration) {
        stopTime = .now + limit
        wakeup.signal()
    }

    /// Looks for messages that became due.
    package nonisolated func wake() { wakeup.signal() }

    private func isDone() async -> Bool {
        guard let stopTime else { return false }
        if ContinuousClock.now >= stopTime { return true }
        guard underWay == 0, events.isEmpty else { return false }
        let next = try? await database.nextMessageTime()
        return next.map { $0 > Date() } ?? true
    }
}

// MARK: - From notes to messages

extension WebhookOutbox {
    /// Makes messages of notes.
    ///
    /// - Returns: How long the other notes have to wait; `nil` when there are none.
    private func recordMessages() async -> Duration? {
        let (ready, wait) = events.take(at: .now)
        for (webhook, event) in ready {
            do {
                try await record(event, webhook)
            } catch {
                // The end of the run is found again by ``closeEndedRuns()``; no other message is worth a stop.
                continue
            }
        }
        return wait
    }

    private func record(_ event: Webhook.Event, _ webhook: Webhook) async throws {
        guard webhook.events.contains(event), let body = try await snapshot(webhook.run, event) else {
            if event == .completed { try await database.close(webhook.run) }
            return
        }
        let random = [UInt64.random(in: .min ... .max), .random(in: .min ... .max)].map { word in
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        _ = try await database.enqueue(
            WebhookMessage(
                id: "msg_" + random.joined(),
                webhook: webhook,
                event: event,
                body: body.text,
                created: Date()
            )
        )
    }

    /// Records the last message of runs that ended while no process was watching, such as before a restart.
    private func closeEndedRuns() async {
        let now = ContinuousClock.now
        if let lastSearch, now - lastSearch < Self.period { return }
        lastSearch = now
        let old = Date().addingTimeInterval(-60)
        for webhook in (try? await database.webhooksToClose(createdBefore: old)) ?? [] {
            // Notes that are waiting come first.
            if !events.note(.completed, about: webhook.run) { try? await record(.completed, webhook) }
        }
        if !events.isEmpty { wakeup.signal() }
    }
}

// MARK: - Sending

extension WebhookOutbox {
    private func dueMessages() async -> [WebhookMessage] {
        let free = Self.concurrency - underWay
        guard free > 0 else { return [] }
        let claim = WebhookDelivery.timeout + .seconds(10)
        return (try? await database.takeDueMessages(at: Date(), claim: claim, limit: free)) ?? []
    }

    private func send(_ message: WebhookMessage) async {
        let result = await delivery.attempt(message, at: Date(), random: .random(in: 0..<1))
        let now = Date()
        let (state, next, name): (WebhookMessage.State, Date?, String) =
            switch result.verdict {
            case .delivered: (.delivered, nil, "delivered")
            case .failed: (.failed, nil, "failed")
            case .retry(let wait): (.waiting, now.addingTimeInterval(wait / .seconds(1)), "retried")
            }
        // Without this record the message is sent again, under the same name.
        try? await database.record(result.text, of: message.id, state: state, next: next, at: now)
        observe(name)
        underWay -= 1
        wakeup.signal()
    }
}
