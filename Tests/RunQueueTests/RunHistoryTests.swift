import InferenceKit
import Testing

@testable import RunQueue

struct RunHistoryTests {
    @Test func `a reader gets what is new to it`() {
        let history = RunHistory(generation: "a")
        history.append(.started)
        history.append(.log("one"))
        #expect(history.entries(after: 0).entries.map(\.number) == [1, 2])
        #expect(history.entries(after: 1).entries.map(\.event) == [.log("one")])
        #expect(history.entries(after: 2).entries == [])
        #expect(!history.isOver)
        history.append(.ended)
        #expect(history.isOver)
    }

    @Test func `a reader who names a number that does not exist continues at the last event`() {
        let history = RunHistory(generation: "a")
        #expect(history.position(.max) == 0)
        for line in 1...3 { history.append(.log("\(line)")) }
        #expect([Int.max, 4, 3, 1, 0, -1, .min].map(history.position) == [3, 3, 3, 1, 0, 0, 0])
        #expect(history.entries(after: history.position(.max)).entries.isEmpty)
    }

    @Test func `memory does not grow, and a reader learns how much it has missed`() {
        let history = RunHistory(generation: "a", roomBytes: 10_000)
        for number in 1...1_000 { history.append(.log("line \(number) " + String(repeating: "x", count: 100))) }
        let (entries, missed) = history.entries(after: 3)
        #expect(entries.count < 100 && entries.last?.number == 1_000)
        #expect(missed == 1_000 - 3 - entries.count)
        #expect(entries.map(\.event.sizeBytes).reduce(0, +) <= 10_000)
    }

    @Test func `a long line is shortened`() {
        let history = RunHistory(generation: "a")
        history.append(.log(String(repeating: "x", count: 1 << 20)))
        guard case .log(let text)? = history.entries(after: 0).entries.first?.event else { return }
        #expect(text.utf8.count < 5_000)
    }

    @Test func `a sequence of changes begins at once, and wakes its reader for each event`() async {
        let history = RunHistory(generation: "a")
        var seen = 0
        for await _ in history.changes(atLeastEvery: .seconds(3_600)) {
            seen += history.entries(after: seen).entries.count
            if history.isOver { break }
            history.append(seen < 3 ? .log("\(seen)") : .ended)
        }
        #expect(seen >= 4)
    }

    @Test func `a silent sequence has a heartbeat`() async {
        var beats = 0
        for await _ in RunHistory(generation: "a").changes(atLeastEvery: .milliseconds(5)) {
            beats += 1
            if beats == 3 { break }
        }
        #expect(beats == 3)
    }
}
