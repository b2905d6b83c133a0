import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import SQLiteRunStore
import Testing

@testable import Webhooks

struct OutboxTests {
    private let directory: TemporaryDirectory
    private let store: any RunDatabase & ServerDatabase
    private let receiver = Receiver()

    init() async throws {
        directory = try TemporaryDirectory()
        store = try await SQLiteRunDatabase(path: directory.path + "/runs.sqlite", redactor: Redactor())
    }

    private func outbox() -> WebhookOutbox {
        let receiver = receiver
        return WebhookOutbox(
            database: store,
            delivery: WebhookDelivery(allowsLoopback: { _ in true }, serverKey: "key") { _ in receiver },
            snapshot: { run, event in ["id": .string(run.description), "event": .string(event.rawValue)] }
        )
    }

    private func webhook(_ url: String = "http://127.0.0.1:1/hook", _ second: Double = 0) -> Webhook {
        let run = Run.sample(at: Date().addingTimeInterval(second))
        return Webhook(run: run.id, url: url, traceparent: "00-a-b-01", created: run.created, caller: "ada")
    }

    /// Runs an outbox while a body waits for messages.
    private func running(_ outbox: WebhookOutbox, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await outbox.run() }
            do {
                try await body()
            } catch {
                await receiver.release()
                await outbox.stop(within: .zero)
                throw error
            }
            await outbox.stop(within: .seconds(10))
            try await group.waitForAll()
        }
    }

    @Test func `the messages of a run arrive in order, signed, and once`() async throws {
        let outbox = outbox()
        let webhook = webhook()
        try await running(outbox) {
            try await outbox.subscribe(webhook)
            for event in Webhook.Event.allCases { outbox.note(event, about: webhook.run) }
            try await receiver.wait(for: 4)
        }
        let requests = await receiver.requests
        #expect(
            requests.compactMap { try? JSONValue(parsing: $0.bytes)["event"]?.string } == [
                "start", "output", "logs", "completed",
            ]
        )
        #expect(Set(requests.compactMap { $0.headers["webhook-id"] }).count == 4)
        let secret = try WebhookSecret(of: "ada", serverKey: "key")
        for request in requests {
            let id = try #require(request.headers["webhook-id"])
            let time = try #require(request.headers["webhook-timestamp"].flatMap(Int64.init))
            let body = String(decoding: request.bytes, as: UTF8.self)
            #expect(try request.headers["webhook-signature"] == secret.signature(id: id, timestamp: time, body: body))
            #expect(request.method == "POST" && request.headers["traceparent"] == "00-a-b-01" && !id.contains("."))
        }
        #expect(try await store.webhookCounts() == [.delivered: 4])
    }

    @Test func `what failed is sent again under the same name, by another process too`() async throws {
        let webhook = webhook()
        await receiver.answer([503])
        let first = outbox()
        try await running(first) {
            try await first.subscribe(webhook)
            first.note(.start, about: webhook.run)
            try await receiver.wait(for: 1)
        }
        let waiting = try #require(try await store.webhookMessages([], of: nil, limit: 9).first)
        #expect(waiting.state == .waiting && waiting.attempts == 1 && waiting.lastResult == "503")
        _ = try await store.retryMessage(waiting.id, at: Date())
        // The end that nobody noted is found as well: the run ended while no server was running.
        let run = Run.sample(at: webhook.created)
        #expect(run.created == webhook.created)
        let second = outbox()
        try await running(second) {
            second.note(.completed, about: webhook.run)
            try await receiver.wait(for: 2)
            second.note(.completed, about: webhook.run)
            try await receiver.wait(for: 3)
        }
        let names = await receiver.requests.compactMap { $0.headers["webhook-id"] }
        #expect(names.count == 3 && names[0] == names[1] && names[1] != names[2])
    }

    @Test func `a run that ended while no server ran is reported by the next`() async throws {
        var run = Run.sample(at: Date().addingTimeInterval(-1))
        run.caller = "ada"
        let webhook = Webhook(run: run.id, url: "http://127.0.0.1:1/hook", created: run.created)
        try await store.subscribe(webhook)
        let lease = try await store.create(run, owner: .current, budget: nil)
        try await store.end(.success(), lease, at: Date())
        try await running(outbox()) { try await receiver.wait(for: 1) }
        #expect(try await store.webhookCounts() == [.delivered: 1])
        #expect(try await store.openWebhooks() == [])
    }

    @Test func `a receiver that wants no more is left alone, and a private address is never sent to`() async throws {
        let (gone, secret) = (webhook(), webhook("https://10.0.0.1/", 1))
        await receiver.answer([410])
        let outbox = outbox()
        try await running(outbox) {
            for webhook in [gone, secret] {
                try await outbox.subscribe(webhook)
                outbox.note(.completed, about: webhook.run)
            }
            try await receiver.wait(for: 1)
        }
        #expect(await receiver.requests.count == 1)
        let results = try await store.webhookMessages([.failed], of: nil, limit: 9).compactMap(\.lastResult)
        #expect(Set(results) == ["410", "refused: the host '10.0.0.1' is a private address"])
    }

    @Test func `a slow receiver delays only its own messages`() async throws {
        let (slow, quick) = (webhook("http://127.0.0.1:2/slow"), webhook("http://127.0.0.1:1/hook", 1))
        let outbox = outbox()
        try await running(outbox) {
            for webhook in [slow, quick] { try await outbox.subscribe(webhook) }
            outbox.note(.start, about: slow.run)
            try await receiver.wait(for: 1)
            outbox.note(.completed, about: slow.run)
            outbox.note(.completed, about: quick.run)
            try await receiver.wait(for: 2)
            #expect(await receiver.requests.map(\.url) == [slow.url, quick.url])
            await receiver.release()
            try await receiver.wait(for: 3)
        }
        #expect(try await store.webhookCounts() == [.delivered: 3])
    }
}

/// Receives messages, and answers as it was asked to; one to `/slow` waits until it is released.
private actor Receiver: Transport {
    private(set) var requests: [HTTPRequest] = []
    private var answers: [Int] = []
    private var held: [CheckedContinuation<Void, Never>] = []
    private var isReleased = false

    func answer(_ statuses: [Int]) { answers = statuses }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        requests.append(request)
        if request.url.hasSuffix("/slow"), !isReleased { await withCheckedContinuation { held.append($0) } }
        return HTTPResponse(status: answers.isEmpty ? 200 : answers.removeFirst())
    }

    func download(
        _ request: HTTPRequest,
        to path: String,
        continuing version: FileVersion?,
        progress: @escaping @Sendable (DownloadProgress) -> Void
    ) async throws(TransportError) -> HTTPResponse {
        throw TransportError(.badURL, "messages are only sent", mayHaveReachedServer: false)
    }

    /// Waits until as many messages have arrived, and not for ever.
    func wait(for count: Int) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while requests.count < count {
            guard ContinuousClock.now < end else { throw TooFew(count: requests.count) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    func release() {
        isReleased = true
        for continuation in held { continuation.resume() }
        held = []
    }
}

/// Fewer messages have arrived than were expected.
private struct TooFew: Error {
    var count: Int
}

extension HTTPRequest {
    fileprivate var bytes: [UInt8] {
        guard case .bytes(let bytes) = body else { return [] }
        return bytes
    }
}
