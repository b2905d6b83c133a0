import Foundation
import InferenceKit
import Synchronization
import Testing
import WorkerProtocol

struct MessageFeedTests {
    /// Two ends of a conversation.
    private struct Ends {
        let near: MessageSocket
        let far: MessageSocket

        init() throws {
            let (near, other) = try MessageSocket.pair()
            self.near = near
            far = MessageSocket(owning: other)
        }
    }

    @Test func `messages arrive in order, and the end after them`() async throws {
        let ends = try Ends()
        let feed = MessageFeed<String>(reading: ends.near, as: ProbeCommand.self) { command in
            if case .probe(let number, _) = command { "\(number)" } else { nil }
        } end: {
            "end \($0 ?? "well")"
        }
        for number in 0..<3 { try ends.far.send(ProbeCommand.probe(number: number, .service(address: "a"))) }
        ends.far.close()
        #expect(await feed.reduce(into: []) { $0.append($1) } == ["0", "1", "2", "end well"])
    }

    @Test func `what is no message ends the sequence with the reason`() async throws {
        let ends = try Ends()
        let feed = MessageFeed<String>(reading: ends.near, as: ProbeEvent.self, take: { "\($0)" }) { $0 }
        try ends.far.send("hello")
        #expect(await feed.reduce(into: []) { $0.append($1) } == [#"a message cannot be read: "hello""#])
    }

    @Test func `an element that is no message comes between them`() async throws {
        let ends = try Ends()
        let feed = MessageFeed<String>(reading: ends.near, as: ProbeCommand.self, take: { _ in "message" })
        feed.add("alarm")
        var iterator = feed.makeAsyncIterator()
        #expect(await iterator.next() == "alarm")
        try ends.far.send(ProbeCommand.probe(number: 1, .service(address: "a")))
        #expect(await iterator.next() == "message")
    }

    /// The socket buffers some; a reader that took all would take every one of these.
    @Test func `a reader that is not heard makes the other end wait`() async throws {
        let ends = try Ends()
        let read = Counter()
        let feed = MessageFeed<Int>(reading: ends.near, as: ProbeCommand.self, limit: 4) { _ in
            read.increment()
            return 1
        }
        let address = String(repeating: "a", count: 16 << 10)
        let sender = Thread {
            for number in 0..<200 { try? ends.far.send(ProbeCommand.probe(number: number, .service(address: address))) }
        }
        sender.start()
        var iterator = feed.makeAsyncIterator()
        for taken in 1...200 {
            #expect(await iterator.next() == 1)
            // The one whose room is waited for was read, too.
            #expect(read.count <= taken + 5)
        }
    }

    @Test func `closing ends the sequence and a thread that waits for room`() async throws {
        let ends = try Ends()
        let ended = Counter()
        let feed = MessageFeed<Int>(reading: ends.near, as: ProbeCommand.self, limit: 1, take: { _ in 1 }) { _ in
            ended.increment()
            return nil
        }
        for number in 0..<3 { try ends.far.send(ProbeCommand.probe(number: number, .service(address: "a"))) }
        var iterator = feed.makeAsyncIterator()
        #expect(await iterator.next() == 1)
        feed.close()
        while await iterator.next() != nil {}
        while ended.count == 0 { await Task.yield() }
        #expect(throws: MessageSocket.Failure.self) {
            try ends.far.send(ProbeCommand.probe(number: 9, .service(address: "a")))
        }
    }
}

private final class Counter: Sendable {
    private let number = Mutex(0)
    var count: Int { number.withLock { $0 } }
    func increment() { number.withLock { $0 += 1 } }
}
