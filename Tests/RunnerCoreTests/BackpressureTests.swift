import Dispatch
import Synchronization
import Testing

@testable import RunnerCore

struct BackpressureTests {
    @Test func `a thread that reads does not get further ahead than it may`() async {
        let (backpressure, entered) = (Backpressure(limit: 4), Counter())
        let (messages, feed) = AsyncStream.makeStream(of: Int.self)
        DispatchQueue(label: "reader").async {
            for number in 0..<1_000 {
                backpressure.enter()
                entered.increment()
                feed.yield(number)
            }
            feed.finish()
        }
        var (taken, ahead) = (0, 0)
        for await number in messages {
            #expect(number == taken)
            ahead = max(ahead, entered.count - taken)
            taken += 1
            backpressure.leave()
        }
        #expect(taken == 1_000)
        #expect(ahead <= 4)
    }

    @Test func `a thread that reads comes to its end when nobody takes anything any more`() async {
        let backpressure = Backpressure(limit: 1)
        let (messages, feed) = AsyncStream.makeStream(of: Int.self)
        DispatchQueue(label: "reader").async {
            for number in 0..<100 {
                backpressure.enter()
                feed.yield(number)
            }
            feed.finish()
        }
        backpressure.end()
        var taken = 0
        for await _ in messages { taken += 1 }
        #expect(taken == 100)
    }
}

private final class Counter: Sendable {
    private let number = Atomic(0)
    var count: Int { number.load(ordering: .sequentiallyConsistent) }
    func increment() { number.add(1, ordering: .sequentiallyConsistent) }
}
