import InferenceKit
import TestSupport
import Testing

/// A batch stops submitting when the account is refused or runs keep failing, and fetches what is paid.
struct BatchBreakerTests {
    @Test func `a refused account stops the batch at the first row`() async throws {
        try await EmulatorRun.with(["--faults", "CVSubmitTask:gateway=OverdueBalance@403*all"]) { emulator in
            let scene = try BatchScene(emulator, rows: 20)
            let stopped = try await scene.batch(["-j", "1", "--json"])
            #expect(stopped.status == 69, "\(stopped.summary)")
            #expect(
                stopped.errors.contains("error: no more tasks are submitted, because the account"),
                "\(stopped.summary)"
            )
            let summary = try #require(stopped.output.split(separator: "\n").last)
            let json = try JSONValue(parsing: Array(summary.utf8))
            #expect(json["status"] == "stopped")
            #expect(json["failed"]?.integer == 1)
            #expect(json["unfinished"]?.integer == 19)
            #expect(try await emulator.stats()["requests"]?["CVSubmitTask"]?.integer == 1)
        }
    }

    @Test func `three equal failures in a row stop the batch, and the rest runs later`() async throws {
        try await EmulatorRun.with(["--faults", "CVSubmitTask:risk-input-image*3"]) { emulator in
            let scene = try BatchScene(emulator, rows: 6)
            let stopped = try await scene.batch(["-j", "1"])
            #expect(stopped.status == 69, "\(stopped.summary)")
            #expect(
                stopped.errors.contains("3 failed, 3 unfinished\n")
                    && stopped.errors.contains("3 runs in a row failed in the same way: the input image did not"),
                "\(stopped.summary)"
            )
            #expect(try scene.statuses() == ["failed", "failed", "failed"])
            let rest = try await scene.batch(["--retry-failed"])
            #expect(rest.status == 0, "\(rest.summary)")
            #expect(try await emulator.submits() == 6)
        }
    }

    @Test func `what is paid when the breaker opens is still fetched`() async throws {
        // The first row is paid and takes its time, while the others are refused.
        try await EmulatorRun.with(["--queue-time", "2s"]) { emulator in
            let scene = try BatchScene(emulator, rows: 9)
            let stopped = try await scene.batch(["-j", "2"]) { _ in
                try await emulator.wait(for: "CVGetResult")
                try await emulator.add(fault: "CVSubmitTask:gateway=OverdueBalance@403*all")
            }
            #expect(stopped.status == 69, "\(stopped.summary)")
            let submitted = try await emulator.submits() ?? 0
            #expect(submitted >= 1)
            #expect(try scene.statuses().count { $0 == "succeeded" } == submitted, "\(stopped.summary)")
            #expect(try scene.outputs().count { $0.hasSuffix(".mp4") } == submitted)
        }
    }
}
