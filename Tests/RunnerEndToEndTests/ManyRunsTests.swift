import Foundation
import InferenceKit
import TestSupport
import Testing

/// Commands for all runs at once: `resume --all`, `wait --all`, and what `predict` says about runs that wait.
struct ManyRunsTests {
    /// Begins a run with a picture of its own, and kills the process before anything was paid.
    private func interrupted(_ store: RunsStore, _ name: String, _ arguments: [String] = []) async throws -> String {
        try FileManager.default.copyItem(
            atPath: Project.sample("astronaut.jpg"),
            toPath: "\(store.directory.path)/\(name).jpg"
        )
        let killed = try await store.predict(
            ["--again", "image=\(name).jpg", "-o", "\(name).mp4"] + arguments,
            image: nil,
            fault: "after-create:runner"
        )
        try #require(killed.status == 128 + SIGKILL, "\(killed.summary)")
        return try #require(try await store.list().first?["run"]?.string)
    }

    @Test func `several runs are resumed at once, and one that can never continue does not count`() async throws {
        try await EmulatorRun.with { emulator in
            let store = try RunsStore(emulator)
            let dead = try await interrupted(store, "dead")
            _ = try await interrupted(store, "one")
            _ = try await interrupted(store, "two")
            try FileManager.default.removeItem(atPath: "\(store.directory.path)/dead.jpg")
            let result = try await store.runs("resume", "--all", "-j", "3", "--yes")
            #expect(result.status == 0, "\(result.summary)")
            #expect(
                Set(result.output.split(separator: "\n").map(String.init))
                    == ["\(store.directory.path)/one.mp4", "\(store.directory.path)/two.mp4"],
                "\(result.summary)"
            )
            // All had begun before the first had ended.
            let lines = result.errors.split(separator: "\n")
            let begun = try #require(lines.lastIndex { $0.hasPrefix("resuming ") })
            #expect(lines.prefix(begun + 1).filter { $0.hasPrefix("resuming ") }.count == 3, "\(result.summary)")
            #expect(!lines.prefix(begun).contains { $0.hasPrefix("downloading") }, "\(result.summary)")
            let remove = "remove it with: runner runs rm \(dead.suffix(6))"
            #expect(
                result.errors.contains("this run cannot continue and is not counted; \(remove)"),
                "\(result.summary)"
            )
            // It keeps neither command failing.
            for words in [["resume", "--all", "--yes"], ["wait", "--all"]] {
                let again = try await store.runs(words)
                #expect(again.status == 0, "\(words): \(again.summary)")
                #expect(again.errors.contains(remove), "\(words): \(again.summary)")
            }
            #expect(try await store.runs("resume", dead, "--yes").status == 65)
            #expect(try await emulator.submits() == 2)
        }
    }

    @Test func `filters choose among the interrupted runs`() async throws {
        try await EmulatorRun.with { emulator in
            let store = try RunsStore(emulator)
            _ = try await interrupted(store, "red", ["--label", "red"])
            _ = try await interrupted(store, "blue", ["--label", "blue"])
            for words in [
                ["--label", "green"], ["--model", "omnihuman-1-5"], ["--older-than", "1h"], ["--since", "2999-01-01"],
            ] {
                let none = try await store.runs(["resume", "--all", "--yes"] + words)
                #expect(none.status == 0, "\(words): \(none.summary)")
                #expect(none.errors == "no run can be continued\n", "\(words): \(none.summary)")
            }
            let red = try await store.runs("resume", "--all", "--yes", "--label", "red", "--since", "today")
            #expect(red.output == "\(store.directory.path)/red.mp4\n", "\(red.summary)")
            let blue = try await store.runs("resume", "--all", "--yes", "--model", "omnihuman-1-0")
            #expect(blue.output == "\(store.directory.path)/blue.mp4\n", "\(blue.summary)")
            #expect(try await emulator.submits() == 2)
        }
    }

    @Test func `all runs are waited for`() async throws {
        try await EmulatorRun.with { emulator in
            let store = try RunsStore(emulator)
            _ = try await store.submit(["-o", "one.mp4", "--label", "day"])
            _ = try await store.submit(["-o", "two.mp4", "--label", "night"])
            let night = try await store.runs("wait", "--all", "--label", "night")
            #expect(night.output == "\(store.directory.path)/two.mp4\n", "\(night.summary)")
            let rest = try await store.runs("wait", "--all")
            #expect(rest.output == "\(store.directory.path)/one.mp4\n", "\(rest.summary)")
            let none = try await store.runs("wait", "--all")
            #expect(none.status == 0 && none.errors == "there are no runs to wait for\n", "\(none.summary)")
        }
    }

    @Test func `a paid run that cannot continue keeps the command failing`() async throws {
        try await EmulatorRun.with { emulator in
            let store = try RunsStore(emulator)
            let model = "\(store.directory.path)/vision/omnihuman-1-0-quick"
            try FileManager.default.createDirectory(
                atPath: "\(store.directory.path)/vision",
                withIntermediateDirectories: true
            )
            try FileManager.default.copyItem(atPath: "\(Project.directory)/vision/omnihuman-1-0-quick", toPath: model)
            let submitted = try await store.predict(["--no-wait"], model: model)
            try #require(submitted.status == 0, "\(submitted.summary)")
            try FileManager.default.removeItem(atPath: model)
            for words in [["resume", "--all"], ["wait", "--all"]] {
                let result = try await store.runs(words)
                #expect(result.status != 0, "\(words): \(result.summary)")
                #expect(!result.errors.contains("is not counted"), "\(words): \(result.summary)")
            }
        }
    }

    @Test func `a prediction mentions runs that wait to be resumed`() async throws {
        try await EmulatorRun.with { emulator in
            let store = try RunsStore(emulator)
            let first = try await interrupted(store, "first")
            let one = try await store.predict(["--dry-run"])
            #expect(!one.errors.contains("interrupted"), "\(one.summary)")
            let second = try await store.predict(["--again", "-o", "second.mp4"])
            #expect(
                second.errors.contains("an interrupted run waits: runner runs resume \(first.suffix(6))\n"),
                "\(second.summary)"
            )
            _ = try await interrupted(store, "third")
            let fourth = try await store.predict(["--again", "-o", "fourth.mp4"])
            #expect(fourth.errors.contains("2 interrupted runs wait: runner runs resume --all\n"), "\(fourth.summary)")
            let quiet = try await store.predict(["--again", "--quiet", "-o", "fifth.mp4"])
            #expect(quiet.errors == "", "\(quiet.summary)")
        }
    }
}
