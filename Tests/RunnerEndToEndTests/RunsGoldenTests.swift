import Foundation
import InferenceKit
import TestSupport
import Testing

/// What `runner runs` shows of real runs, word for word; `RECORD_SNAPSHOTS=1` writes the files, and fails that run.
struct RunsGoldenTests {
    @Test func `list, show, support and JSON tell what happened`() async throws {
        let faults = ["--faults", "CVSubmitTask:reset-after", "--faults", "CVSubmitTask:code=50411"]
        try await EmulatorRun.with(faults + ["--queue-time", "0.2s"]) { emulator in
            let store = try RunsStore(emulator, speech: Project.sample("hello.mp3"))
            #expect(try await store.predict().status == 76)
            #expect(try await store.predict(["--again", "-o", "refused.mp4"]).status == 65)
            #expect(try await store.predict(["--again", "-o", "done.mp4"]).status == 0)
            #expect(try await store.predict(["--again", "-o", "left.mp4", "--no-wait"]).status == 0)
            let text = try await RunsText(store, emulator)
            let runs = try await store.list().compactMap { $0["run"]?.string }
            try #require(runs.count == 4)
            let (left, done, refused, unknown) = (runs[0], runs[1], runs[2], runs[3])
            let commands: [(String, [String])] = [
                ("list", ["list"]),
                (
                    "list-filtered",
                    ["list", "--status", "succeeded,unknown", "--since", "1h", "--model", "omnihuman-1-0"]
                ),
                ("list-limited", ["list", "--limit", "1"]),
                ("list-interrupted", ["list", "--status", "interrupted"]),
                ("list-none", ["list", "--model", "bytedance/none"]),
                ("list-json", ["list", "--json", "--limit", "1"]),
                ("show-unknown", ["show", unknown]),
                ("show-refused", ["show", refused]),
                ("show-done", ["show", done]),
                ("show-left", ["show", left]),
                ("show-json", ["show", done, "--json"]),
                ("support-unknown", ["show", unknown, "--support"]),
                ("support-refused", ["show", refused, "--support"]),
                ("support-done", ["show", done, "--support"]),
                ("cost", ["cost"]),
                ("cost-by-model", ["cost", "--by", "model"]),
                ("cost-json", ["cost", "--by", "model", "--json"]),
                ("prune", ["prune", "--older-than", "0s", "--dry-run"]),
                ("rm-refused", ["rm", left]),
                ("resume-unknown", ["resume", unknown]),
                ("resume-failed", ["resume", refused]),
                ("resume-done", ["resume", String(done.suffix(6))]),
                ("wait-failed", ["wait", refused, "--json"]),
                ("cancel-done", ["cancel", done]),
                ("no-such-run", ["show", "nosuch"]),
                ("ambiguous", ["rm", "0"]),
            ]
            for (name, arguments) in commands {
                let result = try await run(
                    "runner",
                    ["runs"] + arguments,
                    environment: store.environment,
                    in: store.directory.path
                )
                let shown = "status \(result.status)\n--- output\n\(result.output)--- errors\n\(result.errors)"
                try expect(text.normalized(shown), in: name)
            }
        }
    }

    private func expect(_ text: String, in name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots/\(name).out")
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
            try Data(text.utf8).write(to: file)
            Issue.record("recorded \(name)")
        }
        let expected = String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
        #expect(text == expected, "\(name)")
    }
}
