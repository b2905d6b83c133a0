import Foundation
import InferenceKit
import TestSupport
import Testing

/// The record itself: where it is, what is removed from it, and what a command line may say.
struct RunsRecordTests {
    @Test func `looking at nothing makes no store`() async throws {
        let store = try RunsStore()
        let listed = try await store.runs("list", "--json")
        #expect(listed.status == 0)
        #expect(listed.output == "[]\n")
        #expect(listed.errors == "nothing is recorded in '\(store.path)' yet\n")
        #expect(try await store.runs("cost").output == "$0.00\n")
        #expect(try await store.runs("prune", "--older-than", "1d").status == 0)
        #expect(try await store.runs("resume", "--all").status == 0)
        #expect(try await store.runs("show", "7fm4kd").status == 64)
        #expect(try store.directory.names() == [])
    }

    @Test func `a store named by flag is named in every command to type`() async throws {
        try await EmulatorRun.with(["--queue-time", "600s"]) { emulator in
            let store = try RunsStore(emulator)
            let state = "\(store.directory.path)/my runs.sqlite"
            let stopped = try await store.predict(["--state", "my runs.sqlite", "--timeout", "2s"])
            #expect(stopped.status == 75, "\(stopped.summary)")
            let list = try await store.runs("list", "--state", state)
            let name = try #require(list.output.split(separator: "\n").dropFirst().first, "\(list.summary)").prefix(6)
            let resume = "runner runs resume \(name) --state '\(state)'"
            #expect(stopped.errors.contains(resume), "\(stopped.summary)")
            #expect(try await store.runs("show", String(name), "--state", state).output.contains("\(resume)\n"))
            #expect(try await store.list().isEmpty)
        }
    }

    @Test func `a table fits the width, and no name is cut`() async throws {
        let store = try RunsStore()
        #expect(try await store.predict(["--emulator", "-o", "a-video-with-a-long-name.mp4"]).status == 0)
        let name = try #require(try await store.list().first?["run"]?.string).suffix(6)
        let narrow = try await store.runs("list", environment: ["COLUMNS": "60"]).output.split(separator: "\n")
        try #require(narrow.count == 2)
        #expect(narrow.allSatisfy { $0.count <= 60 }, "\(narrow)")
        #expect(narrow[1].hasPrefix("\(name)  succeeded  bytedance/"))
        let wide = try await store.runs("list").output
        #expect(wide.hasSuffix("  -     a-video-with-a-long-name.mp4\n"), "\(wide)")
    }

    @Test func `what a model prints cannot move the cursor`() async throws {
        let models = try TestModels()
        let path = try models.write("rude", predict: #"throw PredictionError(.invalidInput, "no\u{1B}[2J\u{202E}")"#)
        let store = try RunsStore()
        let failed = try await run(
            "runner",
            ["predict", path],
            environment: store.environment,
            in: store.directory.path
        )
        #expect(failed.status == 65, "\(failed.summary)")
        let name = try #require(try await store.list().first?["run"]?.string)
        for shown in [try await store.runs("list"), try await store.runs("show", name)] {
            #expect(shown.output.contains(#"no\u{1B}[2J\u{202E}"#), "\(shown.summary)")
            #expect(!shown.output.contains("\u{1B}"))
        }
        let resumed = try await store.runs("wait", name)
        #expect(!resumed.errors.contains("\u{1B}"), "\(resumed.summary)")
    }

    @Test func `a paid result that was not fetched is not forgotten by accident`() async throws {
        try await EmulatorRun.with(["--queue-time", "600s"]) { emulator in
            let store = try RunsStore(emulator)
            let name = try await store.submit(["-o", "video.mp4"])
            let places = try await store.runs("show", name, "--json").output
            #expect(places.contains("video.mp4"))
            let refused = try await store.runs("rm", name)
            #expect(refused.status == 64, "\(refused.summary)")
            #expect(try await store.list().count == 1)
            // It has not ended, however long ago it stopped.
            #expect(try await store.runs("prune", "--older-than", "0s").errors == "removed 0 runs\n")
            let removed = try await store.runs("rm", name, "--force")
            #expect(removed.errors.hasPrefix("removed \(name)\n"), "\(removed.summary)")
            #expect(try await store.list().isEmpty)
        }
    }

    @Test func `old runs are removed and their videos stay`() async throws {
        let store = try RunsStore()
        #expect(try await store.predict(["--emulator", "-o", "video.mp4"]).status == 0)
        #expect(try await store.runs("prune", "--older-than", "1h").errors == "removed 0 runs\n")
        #expect(try await store.runs("prune", "--older-than", "0s", "--dry-run").output.contains("succeeded"))
        #expect(try await store.runs("prune", "--older-than", "0s").errors == "removed 1 run\n")
        #expect(try await store.list().isEmpty)
        #expect(try store.directory.names().contains("video.mp4"))
    }

    @Test(arguments: [
        ["list", "--since", "someday"], ["list", "--since", "2026-02-30"], ["list", "--since", "2026-11-20T25:00"],
        ["list", "--status", "done"], ["list", "--limit", "0"], ["list", "--all", "--limit", "3"],
        ["prune"], ["prune", "--older-than", "1y"], ["resume"], ["resume", "--all", "7fm4kd"],
        ["resume", "--all", "--resubmit"], ["show", "7fm4kd", "--json", "--support"], ["cost", "--by", "caller"],
        ["wait"], ["cancel"], ["rm"], ["list", "--state", ""], ["show", ""],
    ])
    func `a command line that means nothing is refused`(_ arguments: [String]) async throws {
        let store = try RunsStore()
        let result = try await run(
            "runner",
            ["runs"] + arguments,
            environment: store.environment,
            in: store.directory.path
        )
        #expect(result.status == 64, "\(result.summary)")
        #expect(result.output.isEmpty != arguments.contains("--json"), "\(result.summary)")
        #expect(try store.directory.names() == [])
    }

    @Test func `runs are found by the time they were recorded`() async throws {
        let store = try RunsStore()
        #expect(try await store.predict(["--emulator", "--label", "shop"]).status == 0)
        #expect(try await store.list("--label", "shop").count == 1)
        #expect(try await store.list("--label", "other").isEmpty)
        let times = [
            "2h", "1d", "2w", "2026-01-01", "2026-01-01T10:00", "2026-01-01T10:00:00Z", "2026-01-01 10:00+02:00",
        ]
        for time in times { #expect(try await store.list("--since", time).count == 1, "\(time)") }
        for time in ["0s", "2999-12-31", "2999-12-31T23:59:59-11:30"] {
            #expect(try await store.list("--since", time).isEmpty, "\(time)")
        }
    }
}
