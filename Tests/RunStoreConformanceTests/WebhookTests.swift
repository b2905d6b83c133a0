import Foundation
import RunStore
import RunStoreFixtures
import Testing

struct WebhookTests {
    private static func message(
        _ id: String,
        _ webhook: Webhook,
        _ event: Webhook.Event,
        at time: Date
    ) -> WebhookMessage {
        WebhookMessage(id: id, webhook: webhook, event: event, body: #"{"id":"\#(id)"}"#, created: time)
    }

    private static func webhook(_ run: Run, caller: String? = nil) -> Webhook {
        Webhook(
            run: run.id,
            url: "https://example.com/hook?key=secret",
            events: [.start, .completed],
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            created: run.created,
            caller: caller
        )
    }

    @Test(arguments: StoreUnderTest.all)
    func `the messages of a run are due one after another, and those of other runs at the same time`(
        store: StoreUnderTest
    ) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let (one, two) = (Self.webhook(fixture.run(), caller: "ada"), Self.webhook(fixture.run(1)))
        for webhook in [one, two] { try await database.subscribe(webhook) }
        #expect(try await database.webhook(of: one.run) == one)
        for (id, webhook, event) in [("a", one, .start), ("b", one, .output), ("c", two, Webhook.Event.start)] {
            #expect(try await database.enqueue(Self.message(id, webhook, event, at: start)))
        }
        let first = try await database.takeDueMessages(at: start, claim: .seconds(30), limit: 9)
        #expect(first.map(\.id) == ["a", "c"] && first.allSatisfy { $0.attempts == 1 })
        #expect(first[0].webhook == one && first[0].body == #"{"id":"a"}"#)
        // Nobody else gets them meanwhile.
        let other = try await fixture.reopened()
        #expect(try await other.takeDueMessages(at: start, claim: .seconds(30), limit: 9) == [])
        #expect(try await other.nextMessageTime() == start.addingTimeInterval(30))

        try await database.record("503", of: "a", state: .waiting, next: start.addingTimeInterval(5), at: start)
        try await database.record("200", of: "c", state: .delivered, next: nil, at: start)
        #expect(try await database.nextMessageTime() == start.addingTimeInterval(5))
        let again = try await database.takeDueMessages(
            at: start.addingTimeInterval(5),
            claim: .seconds(30),
            limit: 9
        )
        #expect(again.map(\.id) == ["a"] && again[0].attempts == 2 && again[0].lastResult == "503")
        try await database.record("200", of: "a", state: .delivered, next: nil, at: start)
        #expect(try await database.takeDueMessages(at: start, claim: .seconds(30), limit: 9).map(\.id) == ["b"])
        // The process that sends it dies.
        try await other.releaseTakenMessages(at: start)
        let after = try await other.takeDueMessages(at: start, claim: .seconds(30), limit: 9)
        #expect(after.map(\.id) == ["b"] && after[0].attempts == 2)
        #expect(try await database.webhookCounts() == [.delivered: 2, .waiting: 1])
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run starts and ends once, and nothing follows its end`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let webhook = Self.webhook(fixture.run())
        try await database.subscribe(webhook)
        let events: [(String, Webhook.Event, Bool)] = [
            ("a", .start, true), ("b", .start, false), ("c", .logs, true), ("d", .logs, true),
            ("e", .completed, true), ("f", .completed, false), ("g", .logs, false),
        ]
        for (id, event, isNew) in events {
            #expect(try await database.enqueue(Self.message(id, webhook, event, at: start)) == isNew, "\(id)")
        }
        let all = try await database.webhookMessages([], of: webhook.run, limit: 9)
        #expect(all.map(\.id) == ["e", "d", "c", "a"])
    }

    @Test(arguments: StoreUnderTest.all)
    func `a failed message about output is overtaken, and the last message makes the others due`(
        store: StoreUnderTest
    ) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let webhook = Self.webhook(fixture.run())
        try await database.subscribe(webhook)
        let later = start.addingTimeInterval(3_600)
        func fail(_ id: String) async throws {
            let taken = try await database.takeDueMessages(at: start, claim: .seconds(30), limit: 9)
            #expect(taken.map(\.id) == [id])
            try await database.record("503", of: id, state: .waiting, next: later, at: start)
        }
        _ = try await database.enqueue(Self.message("a", webhook, .output, at: start))
        try await fail("a")
        _ = try await database.enqueue(Self.message("b", webhook, .start, at: start))
        try await fail("b")
        _ = try await database.enqueue(Self.message("c", webhook, .logs, at: start))
        #expect(try await database.takeDueMessages(at: start, claim: .seconds(30), limit: 9) == [])
        _ = try await database.enqueue(Self.message("d", webhook, .completed, at: start))
        let states = try await database.webhookMessages([], of: nil, limit: 9).map(\.state)
        #expect(states == [.waiting, .waiting, .waiting, .overtaken])
        for id in ["b", "c", "d"] {
            let due = try await database.takeDueMessages(at: start, claim: .seconds(30), limit: 9)
            #expect(due.map(\.id) == [id])
            try await database.record("200", of: id, state: .delivered, next: nil, at: start)
        }
        #expect(try await database.nextMessageTime() == nil)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a webhook is found whose run ended, or was never recorded`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let (open, ended, never) = (fixture.run(), fixture.run(1), fixture.run(2))
        for run in [open, ended, never] { try await database.subscribe(Self.webhook(run)) }
        _ = try await fixture.begin(open)
        try await database.end(.success(), try await fixture.begin(ended), at: start)
        let early = try await database.webhooksToClose(createdBefore: never.created)
        #expect(early.map(\.run) == [ended.id])
        let late = try await database.webhooksToClose(createdBefore: never.created.addingTimeInterval(1))
        #expect(late.map(\.run) == [ended.id, never.id])

        let last = Self.message("a", Self.webhook(ended), .completed, at: start)
        _ = try await database.enqueue(last)
        try await database.close(never.id)
        #expect(try await database.webhooksToClose(createdBefore: .distantFuture) == [])
        // What was removed from the record is still reported to whoever waits for it.
        _ = try await database.remove(ended.id, at: start)
        #expect(try await database.takeDueMessages(at: start, claim: .seconds(1), limit: 9).map(\.id) == ["a"])
        try await database.unsubscribe(open.id)
        #expect(try await database.webhook(of: open.id) == nil)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a message that failed can be sent again, and old ones are removed`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let webhook = Self.webhook(fixture.run())
        try await database.subscribe(webhook)
        _ = try await database.enqueue(Self.message("a", webhook, .completed, at: start))
        _ = try await database.takeDueMessages(at: start, claim: .seconds(30), limit: 9)
        try await database.record("410", of: "a", state: .failed, next: nil, at: start)
        #expect(try await database.webhookMessages([.failed], of: nil, limit: 9).map(\.lastResult) == ["410"])
        let again = try await database.retryMessage("a", at: start.addingTimeInterval(9))
        #expect(again.state == .waiting && again.attempts == 0)
        let error = await #expect(throws: RunStoreError.self) { try await database.retryMessage("b", at: start) }
        #expect(error?.code == .noSuchMessage)

        let end = start.addingTimeInterval(100)
        try await database.removeWebhooks(endedBefore: end)
        #expect(try await database.webhookMessages([], of: nil, limit: 9).count == 1)
        _ = try await database.takeDueMessages(at: end, claim: .seconds(30), limit: 9)
        try await database.record("200", of: "a", state: .delivered, next: nil, at: end.addingTimeInterval(-1))
        try await database.removeWebhooks(endedBefore: end)
        #expect(try await database.webhookMessages([], of: nil, limit: 9) == [])
        #expect(try await database.webhook(of: webhook.run) == nil)
    }
}
