import RunStore
import RunStoreFixtures
import Testing

@testable import Webhooks

struct EventsTests {
    private let events = WebhookEvents()
    private let start = ContinuousClock.now

    private func webhook(_ wanted: Set<Webhook.Event> = Set(Webhook.Event.allCases)) -> Webhook {
        let run = Run.sample(at: .sample)
        let webhook = Webhook(run: run.id, url: "https://example.com/", events: wanted, created: run.created)
        events.watch(webhook)
        return webhook
    }

    private func taken(_ seconds: Double) -> [Webhook.Event] {
        events.take(at: start + .seconds(seconds)).ready.map(\.1)
    }

    @Test func `messages about the log come at most every half second, and the latest is not forgotten`() {
        let run = webhook().run
        #expect(events.note(.start, about: run) && events.note(.logs, about: run))
        #expect(taken(0) == [.start, .logs])
        #expect(events.note(.logs, about: run) && !events.note(.logs, about: run))
        let (ready, wait) = events.take(at: start + .seconds(0.2))
        #expect(ready.isEmpty && wait == .milliseconds(300) && !events.isEmpty)
        #expect(taken(0.5) == [.logs] && events.isEmpty)
    }

    @Test func `the end comes last and replaces what waits`() {
        let run = webhook().run
        #expect(events.note(.logs, about: run))
        #expect(taken(0) == [.logs])
        for event in [Webhook.Event.logs, .output, .completed] { #expect(events.note(event, about: run)) }
        #expect(taken(0.1) == [.completed])
        #expect(!events.note(.completed, about: run))
    }

    @Test func `whoever asked for output gets it at least once`() {
        let run = webhook().run
        for event in [Webhook.Event.start, .output, .completed] { #expect(events.note(event, about: run)) }
        #expect(taken(0) == [.start, .output, .completed])
    }

    @Test func `only what was asked for is noted, and the end always`() {
        let run = webhook([.output]).run
        #expect(!events.note(.start, about: run) && !events.note(.logs, about: run))
        #expect(events.note(.completed, about: run))
        #expect(!events.note(.start, about: Run.sample(at: .sample).id))
        // An outbox that starts reads all webhooks from the store.
        events.watch(Webhook(run: run, url: "https://example.com/", created: .sample))
        #expect(taken(0) == [.completed])
        events.forget(run)
        #expect(events.isEmpty)
    }
}
