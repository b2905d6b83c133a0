import HTTPTypes
import Testing

@testable import RunnerServer

struct TurnsTests {
    @Test func `a limited number work, a limited number wait, and the others are refused at once`() async throws {
        let turns = Turns(2, waiting: 4)
        let gates = (0..<2).map { _ in AsyncStream.makeStream(of: Void.self) }
        let (began, beginning) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<2 {
                group.addTask {
                    try await turns.take(for: "ada") {
                        beginning.yield()
                        for await _ in gates[number].stream {}
                        return number
                    }
                }
            }
            var iterator = began.makeAsyncIterator()
            for _ in 0..<2 { await iterator.next() }
            for (number, caller) in ["ada", "ada", "bob", "cid"].enumerated() {
                group.addTask { try await turns.take(for: caller) { 10 + number } }
                while await turns.waitingCount <= number { await Task.yield() }
            }
            for caller in ["ada", "dan"] {
                let problem = await #expect(throws: Problem.self) { try await turns.take(for: caller) { 99 } }
                #expect(problem?.status == .tooManyRequests && problem?.headers[.retryAfter] == "2")
            }
            for gate in gates { gate.continuation.finish() }
            var done: Set<Int> = []
            for try await number in group { done.insert(number) }
            #expect(done == [0, 1, 10, 11, 12, 13])
        }
        #expect(try await turns.take(for: "ada") { 1 } == 1)
    }

    @Test func `one caller waits only in a half of the places`() async throws {
        let turns = Turns(0, waiting: 4)
        let tasks = (0..<2).map { _ in Task { try await turns.take(for: "ada") {} } }
        while await turns.waitingCount < 2 { await Task.yield() }
        await #expect(throws: Problem.self) { try await turns.take(for: "ada") {} }
        let other = Task { try await turns.take(for: "bob") {} }
        while await turns.waitingCount < 3 { await Task.yield() }
        await turns.end()
        for task in tasks + [other] { try await task.value }
    }
}
