import Foundation
import InferenceKit
import TestSupport
import Testing

/// Going on with runs that another process has left or still works on.
struct RunsDriveTests {
    @Test func `a submitted run is resumed once, and its result is there ever after`() async throws {
        try await EmulatorRun.with { emulator in
            let store = try RunsStore(emulator, speech: Project.sample("hello.mp3"))
            let name = try await store.submit(["-o", "video.mp4"])
            let first = try await store.runs("resume", name)
            #expect(first.status == 0, "\(first.summary)")
            #expect(first.output == "\(store.directory.path)/video.mp4\n")
            let again = try await store.runs("resume", name.uppercased(), "--json")
            let there = try await store.runs("resume", name, "-o", "video.mp4")
            #expect(there.status == 0, "\(there.summary)")
            let elsewhere = try await store.runs("resume", name, "-o", "other.mp4")
            #expect(elsewhere.status == 64, "\(elsewhere.summary)")
            #expect(elsewhere.errors.contains("help: copy it: cp \(store.directory.path)/video.mp4 other.mp4\n"))
            let json = try JSONValue(parsing: Array(again.output.utf8))
            #expect(json["run"]?.string == name)
            #expect(json["status"] == "succeeded")
            #expect(json["price_usd"] == .double(0.6848))
            #expect(json["output"]?["video"]?["path"]?.string == "\(store.directory.path)/video.mp4")
            #expect(try await emulator.submits() == 1)
            try FileManager.default.removeItem(atPath: "\(store.directory.path)/video.mp4")
            let gone = try await store.runs("resume", name)
            #expect(gone.status == 73, "\(gone.summary)")
            #expect(gone.output == "")
        }
    }

    @Test func `the result of a resumed run goes elsewhere when asked to`() async throws {
        try await EmulatorRun.with { emulator in
            let store = try RunsStore(emulator)
            let name = try await store.submit()
            try store.directory.write("taken.mp4", "mine")
            let refused = try await store.runs("resume", name, "-o", "taken.mp4")
            #expect(refused.status == 73, "\(refused.summary)")
            #expect(try store.directory.read("taken.mp4") == "mine")
            let forced = try await store.runs("resume", name, "-o", "taken.mp4", "--force", "--quiet")
            #expect(forced.status == 0, "\(forced.summary)")
            #expect(forced.errors == "")
            #expect(try store.directory.read("taken.mp4") != "mine")
            #expect(try await emulator.submits() == 1)
        }
    }

    @Test func `a run that is driven is waited for, and nobody else touches it`() async throws {
        try await EmulatorRun.with(["--faults", "video:slow=1500ms"]) { emulator in
            let store = try RunsStore(emulator)
            async let driver = store.predict(["-o", "video.mp4"])
            let name = try await store.newest { $0["status"] == "processing" }
            async let waiter = store.runs("wait", name)
            let shown = try await store.runs("show", name)
            #expect(shown.output.contains("executed by  process "), "\(shown.summary)")
            #expect(shown.output.contains("runner runs wait \(name.suffix(6))\n"))
            #expect(try await store.list().first?["interrupted"] == false)
            #expect(try await store.list("--status", "interrupted").isEmpty)
            #expect(try await store.runs("resume", name).status == 75)
            #expect(try await store.runs("rm", name, "--force").status == 75)
            let impatient = try await store.runs("wait", name, "--timeout", "10ms")
            #expect(impatient.status == 75, "\(impatient.summary)")
            #expect(impatient.errors.contains("help: wait again: runner runs wait \(name.suffix(6))\n"))
            let results = try await [driver, waiter]
            #expect(results.map(\.status) == [0, 0], "\(results.map(\.summary))")
            #expect(results.map(\.output) == ["video.mp4\n", "\(store.directory.path)/video.mp4\n"])
            #expect(try await emulator.submits() == 1)
        }
    }

    @Test func `a run whose process was killed is taken over by whoever waits for it`() async throws {
        try await EmulatorRun.with { emulator in
            let store = try RunsStore(emulator)
            let killed = try await store.predict(["-o", "video.mp4"], fault: "after-record:submit:succeeded:runner")
            #expect(killed.status == 128 + SIGKILL, "\(killed.summary)")
            let run = try #require(try await store.list().first)
            #expect(run["status"] == "processing")
            #expect(run["interrupted"] == true)
            let result = try await store.runs("wait", run["run"]?.string ?? "")
            #expect(result.status == 0, "\(result.summary)")
            let name = run["run"]?.string?.suffix(6) ?? ""
            #expect(result.errors.contains("no process is executing the run \(name) any more; continuing it\n"))
            #expect(try store.directory.names().contains("video.mp4"))
            #expect(try await emulator.submits() == 1)
        }
    }

    @Test func `waiting ends with Ctrl-C, and the run goes on`() async throws {
        try await EmulatorRun.with(["--faults", "video:slow=1500ms"]) { emulator in
            let store = try RunsStore(emulator)
            async let driver = store.predict()
            let name = try await store.newest { $0["task_id"] != .null }
            let waiter = try await store.runs("wait", name) { process in
                try await interrupt(process)
            }
            #expect(waiter.status == 130, "\(waiter.summary)")
            #expect(waiter.errors.contains("error: stopped waiting; the run continues\n"))
            #expect(try await driver.status == 0)
        }
    }

    @Test func `a run that is driven is canceled by whoever drives it, at the service too`() async throws {
        try await EmulatorRun.with(["--queue-time", "600s"]) { emulator in
            let store = try RunsStore(emulator)
            async let driver = store.predict()
            let name = try await store.newest { $0["task_id"] != .null }
            let result = try await store.runs("cancel", name)
            #expect(result.status == 0, "\(result.summary)")
            #expect(result.errors.hasSuffix("the run \(name.suffix(6)) is canceled\n"), "\(result.summary)")
            #expect(try await driver.status == 130)
            #expect(try await emulator.stats()["cancels"]?.integer == 1)
            #expect(try await store.status() == "canceled")
            #expect(try await store.runs("cancel", name).status == 0)
        }
    }

    @Test func `a run that nobody drives is canceled at the service`() async throws {
        try await EmulatorRun.with(["--queue-time", "600s"]) { emulator in
            let store = try RunsStore(emulator)
            let name = try await store.submit()
            let result = try await store.runs("cancel", name)
            #expect(result.status == 0, "\(result.summary)")
            #expect(try await emulator.stats()["cancels"]?.integer == 1)
            #expect(try await store.status() == "canceled")
            #expect(try await store.runs("resume", name).status == 64)
        }
    }

    @Test func `what may have been paid is submitted again only when that is said`() async throws {
        try await EmulatorRun.with { emulator in
            let store = try RunsStore(emulator)
            let killed = try await store.predict(["-o", "video.mp4"], fault: "after-record:submit:began:runner")
            #expect(killed.status == 128 + SIGKILL, "\(killed.summary)")
            let name = try #require(try await store.list().first?["run"]?.string)
            #expect(try await store.status() == "unknown")
            #expect(try await store.runs("resume", name).status == 76)
            #expect(try await store.runs("wait", name).status == 76)
            let all = try await store.runs("resume", "--all")
            #expect(all.status == 0, "\(all.summary)")
            #expect(all.errors.contains("    runner runs resume \(name.suffix(6)) --resubmit\n"), "\(all.summary)")
            #expect(try await emulator.submits() == 0)
            let result = try await store.runs("resume", name, "--resubmit", "--yes")
            #expect(result.status == 0, "\(result.summary)")
            #expect(result.output == "\(store.directory.path)/video.mp4\n")
            #expect(try await emulator.submits() == 1)
        }
    }

    @Test func `all interrupted runs are resumed, and the worst of them decides the exit code`() async throws {
        try await EmulatorRun.with(["--faults", "CVGetResult:expired"]) { emulator in
            let store = try RunsStore(emulator)
            _ = try await store.submit(["-o", "one.mp4"])
            _ = try await store.submit(["-o", "two.mp4"])
            let result = try await store.runs("resume", "--all")
            #expect(result.status == 69, "\(result.summary)")
            #expect(result.output == "\(store.directory.path)/two.mp4\n")
            #expect(try await store.list().compactMap { $0["status"]?.string } == ["succeeded", "failed"])
            let nothing = try await store.runs("resume", "--all")
            #expect(nothing.status == 0)
            #expect(nothing.errors == "no run can be continued\n")
        }
    }

    @Test func `a run with an emulator of its own cannot go on`() async throws {
        let store = try RunsStore()
        let killed = try await store.predict(["--emulator"], fault: "after-create:runner")
        #expect(killed.status == 128 + SIGKILL, "\(killed.summary)")
        let name = try #require(try await store.list().first?["run"]?.string)
        let result = try await store.runs("resume", name)
        #expect(result.status == 64, "\(result.summary)")
        #expect(try await store.runs("resume", "--all").errors == "no run can be continued\n")
        #expect(try await store.runs("cancel", name).status == 0)
        #expect(try await store.status() == "canceled")
    }

    /// Sends SIGINT once the process watches for it, and again only if it then goes on for long: when it has stopped watching, a
    /// second one ends it as it ends any program, before it has said what it has to say.
    private func interrupt(_ process: Int32) async throws {
        let end = ContinuousClock.now + .seconds(60)
        var next = ContinuousClock.now
        while ContinuousClock.now < end {
            let status = try TestDirectory.text("/proc/\(process)/status")
            if status.contains("State:\tZ") { return }
            let caught = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }?.split(separator: "\t").last
            if ContinuousClock.now >= next, let mask = caught.flatMap({ UInt64($0, radix: 16) }),
                mask & 1 << (SIGINT - 1) != 0
            {
                kill(process, SIGINT)
                next = ContinuousClock.now + .seconds(10)
            }
            await Task.yield()
        }
    }
}
