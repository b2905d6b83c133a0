import Foundation
import RunStore
import Testing

@testable import RunQueue

struct RunBroadcastTests {
    private static func news(_ number: UInt32, of caller: String?) -> RunNews {
        var run = Run(
            id: RunID(milliseconds: 0, random: number),
            model: RunModel(name: "a/one", directory: "/one", key: "k"),
            input: RunInput(given: [:], checked: [:], files: [], fingerprint: "f"),
            places: [],
            replacesFiles: false,
            service: RunService(endpoint: nil, staging: nil, usesOwnEmulator: false, isCharged: false),
            timeout: .seconds(1),
            estimate: .unknown,
            created: Date(timeIntervalSince1970: 0)
        )
        run.caller = caller
        return RunNews(run)
    }

    @Test func `a listener gets the runs of its caller, each once, and no others`() async {
        let broadcast = RunBroadcast()
        let listener = broadcast.listener(of: "ada", atLeastEvery: .seconds(3_600))
        broadcast.note(Self.news(1, of: "ada"))
        broadcast.note(Self.news(2, of: "bob"))
        broadcast.note(Self.news(3, of: nil))
        broadcast.note(Self.news(4, of: "ada"))
        broadcast.note(Self.news(1, of: "ada"))
        for await _ in listener.signals { break }
        #expect(broadcast.changes(for: listener).map(\.description) == ["0000000000-000001", "0000000000-000004"])
        #expect(broadcast.changes(for: listener) == [])
    }

    @Test func `nobody waits for a broadcast that is closed`() async {
        let broadcast = RunBroadcast()
        let early = broadcast.listener(of: "ada", atLeastEvery: .seconds(3_600))
        broadcast.close()
        for await _ in early.signals { Issue.record("there is nothing new") }
        for await _ in broadcast.listener(of: "ada", atLeastEvery: .seconds(3_600)).signals {
            Issue.record("there is nothing new")
        }
    }
}
