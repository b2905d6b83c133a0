import Foundation
import InferenceKit
import TestSupport
import Testing

/// A submission whose answer was lost, and whose task is known from elsewhere.
struct KnownTaskTests {
    @Test func `a task that the user knows is fetched, and a mistyped one settles nothing`() async throws {
        try await EmulatorRun.with(["--faults", "CVSubmitTask:reset-after"]) { emulator in
            let scene = try DurabilityScene(emulator)
            #expect(try await scene.predict().status == 76)
            let task = try #require(try await emulator.lastTask())
            let mistyped = try await scene.resume(["--task", "123456789"])
            #expect(mistyped.status == 69, "\(mistyped.summary)")
            #expect(mistyped.errors.contains("--task ID"), "\(mistyped.summary)")
            let open = try await scene.record()
            #expect(open["status"] == "unknown")
            #expect(open["task_id"] == .null)
            #expect(open.hasOpenPaidStep)
            let resumed = try await scene.resume(["--task", task])
            #expect(resumed.status == 0, "\(resumed.summary)")
            let record = try await scene.record()
            #expect(record["status"] == "succeeded")
            #expect(record["task_id"]?.string == task)
            #expect(record["paid"] == true)
            #expect(!record.hasOpenPaidStep)
            #expect(try scene.files() == ["omnihuman-1-5.mp4"])
            #expect(try await scene.submits() == 1)
            #expect(try await scene.resume(["--task", task]).status == 0)
        }
    }

    @Test func `a task is given to the run whose outcome is unknown, and to no other`() async throws {
        try await EmulatorRun.with(["--faults", "CVSubmitTask:reset-after", "--queue-time", "600s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            #expect(try await scene.predict().status == 76)
            let unknown = try await scene.id()
            #expect(try await scene.predict(["--again", "--no-wait"]).status == 0)
            let other = try #require(try await emulator.lastTask())
            let taken = try await scene.runner(["runs", "resume", unknown, "--task", other])
            #expect(taken.status == 64, "\(taken.summary)")
            #expect(taken.errors.contains("belongs to the run"), "\(taken.summary)")
            let paid = try await scene.resume(["--task", "1"])
            #expect(paid.status == 64, "\(paid.summary)")
            #expect(paid.errors.contains("its outcome is not unknown"), "\(paid.summary)")
            for wrong in [["--all", "--task", "1"], [unknown, "--task", "1", "--resubmit"], [unknown, "--task", ""]] {
                #expect(try await scene.runner(["runs", "resume"] + wrong).status == 64)
            }
        }
    }
}
