import Foundation
import Glibc
import InferenceKit
import Synchronization
import TestSupport
import Testing

/// The answer to a paid request outlives the runner that sent it, and the disk of the store.
struct PaidAnswerTests {
    private static let sandboxes = [[], ["--unsafe-models"]]

    @Test(arguments: sandboxes)
    func `a runner that is killed during a submission leaves an answer that is taken up`(_ sandbox: [String])
        async throws
    {
        try await EmulatorRun.with(["--faults", "CVSubmitTask:slow=1500ms"]) { emulator in
            let scene = try DurabilityScene(emulator)
            let killed = try await scene.predict(sandbox) { process in
                try await emulator.wait(for: "CVSubmitTask")
                kill(process, SIGKILL)
            }
            #expect(killed.status == 137)
            // The answer is not there yet: it is waited for.
            let resumed = try await scene.resume(sandbox)
            #expect(resumed.status == 0, "\(resumed.summary)")
            #expect(resumed.errors.contains("waiting for the response to the submission"), "\(resumed.summary)")
            #expect(try scene.files() == ["omnihuman-1-5.mp4"])
            #expect(try await scene.submits() == 1)
            #expect(try await emulator.stats()["requests"]?["CVSubmitTask"]?.integer == 1)
            let record = try await scene.record()
            #expect(record["task_id"]?.string == (try await emulator.lastTask()))
            #expect(try scene.directory.names(in: "state").filter { $0.hasSuffix("answers") } == [])
        }
    }

    @Test func `two signals during a submission end the command, and leave an answer that is taken up`() async throws {
        try await EmulatorRun.with(["--faults", "CVSubmitTask:slow=8s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            let stopped = try await scene.predict { process in
                try await emulator.wait(for: "CVSubmitTask")
                kill(process, SIGINT)
                kill(process, SIGTERM)
            }
            #expect(stopped.status == 130, "\(stopped.summary)")
            #expect(stopped.errors.contains("this continues the run: runner runs resume"), "\(stopped.summary)")
            let resumed = try await scene.resume()
            #expect(resumed.status == 0, "\(resumed.summary)")
            #expect(try await emulator.stats()["requests"]?["CVSubmitTask"]?.integer == 1)
        }
    }

    @Test(arguments: [["show"], ["predict"], ["resubmit"], ["wait"]])
    func `every command that meets the run takes the answer up`(_ command: [String]) async throws {
        try await EmulatorRun.with(["--faults", "CVSubmitTask:slow=1s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            _ = try await scene.predict { process in
                try await emulator.wait(for: "CVSubmitTask")
                kill(process, SIGKILL)
            }
            switch command[0] {
            case "predict":
                let again = try await scene.predict(consent: [])
                #expect(again.status == 0, "\(again.summary)")
            case "resubmit":
                // The user is wrong: it was accepted.
                let resumed = try await scene.resume(["--resubmit"])
                #expect(resumed.status == 0, "\(resumed.summary)")
            case "wait":
                let waited = try await scene.runner(["runs", "wait", try await scene.id()])
                #expect(waited.status == 0, "\(waited.summary)")
            default:
                let end = ContinuousClock.now + .seconds(60)
                while try await scene.record()["task_id"]?.string == nil {
                    try #require(ContinuousClock.now < end, "no answer in a minute")
                }
                let record = try await scene.record()
                #expect(record["status"] == "processing")
                #expect(record["paid"] == true)
                #expect(!record.hasOpenPaidStep)
            }
            #expect(try await emulator.stats()["requests"]?["CVSubmitTask"]?.integer == 1)
        }
    }

    @Test(arguments: sandboxes) func `an answer that the store has no room for is taken up when it has`(
        _ sandbox: [String]
    ) async throws {
        try await EmulatorRun.with(["--faults", "CVSubmitTask:slow=2s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            #expect(try await scene.predict(["--dry-run"] + sandbox).status == 0)
            let full = try await scene.predictWithinLimits("", sandbox) { process in
                try await emulator.wait(for: "CVSubmitTask")
                // From here on, the runner cannot write to any file; its worker can.
                let limited = try await run("/usr/bin/prlimit", ["--pid=\(process)", "--fsize=0"])
                #expect(limited.status == 0, "\(limited.summary)")
            }
            #expect(full.status == 78, "\(full.summary)")
            let task = try #require(try await emulator.lastTask())
            #expect(full.errors.contains("what was paid for is kept, and recorded when the run continues\n"))
            #expect(full.errors.contains("task: \(task)\n"), "\(full.summary)")
            #expect(full.errors.contains("continue with: runner runs resume"), "\(full.summary)")
            #expect(!full.errors.contains("--resubmit"), "\(full.summary)")
            let resumed = try await scene.resume(sandbox)
            #expect(resumed.status == 0, "\(resumed.summary)")
            #expect(try await scene.submits() == 1)
            #expect(try await scene.record()["task_id"]?.string == task)
        }
    }

    @Test func `nothing is submitted when no room can be reserved for the answer`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try DurabilityScene(emulator)
            // A file where the directory for answers would be.
            try scene.directory.write("state/runs.sqlite-answers", "")
            let full = try await scene.predict()
            #expect(full.status == 78, "\(full.summary)")
            #expect(full.errors.contains("no space can be reserved"), "\(full.summary)")
            #expect(!full.errors.contains("NSCocoa"), "\(full.summary)")
            #expect(try await emulator.submits() == 0)
        }
    }

    @Test func `a worker that is suspended keeps its submission from being given up`() async throws {
        try await EmulatorRun.with(["--faults", "CVSubmitTask:slow=2s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            let found = Mutex<Int32>(0)
            _ = try await scene.predict { process in
                try await emulator.wait(for: "CVSubmitTask")
                let worker = try #require(children(of: process).first)
                found.withLock { $0 = worker }
                kill(worker, SIGSTOP)
                kill(process, SIGKILL)
            }
            let worker = found.withLock { $0 }
            defer { kill(worker, SIGKILL) }
            let refused = try await scene.resume(["--resubmit"])
            #expect(refused.status == 75, "\(refused.summary)")
            #expect(refused.errors.contains("kill -9 \(worker)"), "\(refused.summary)")
            #expect(try await scene.resume().status == 76)
            kill(worker, SIGCONT)
            let resumed = try await scene.resume()
            #expect(resumed.status == 0, "\(resumed.summary)")
            #expect(try await scene.submits() == 1)
        }
    }
}

extension DurabilityScene {
    /// `runner predict` within limits that a shell sets; a file that is too long is an error of its write.
    fileprivate func predictWithinLimits(
        _ limits: String,
        _ arguments: [String] = [],
        whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
    ) async throws -> ProgramRun {
        let command =
            "trap '' XFSZ; \(limits)exec \(Project.products)/runner predict \(Project.directory)/vision/omnihuman-1-5 "
            + "\(arguments.joined(separator: " ")) --yes -i image=\(Project.sample("astronaut-and-cat.jpg")) "
            + "audio=\(Project.shortSpeech) seed=1"
        let own = ["RUNNER_STATE": "\(directory.path)/state/runs.sqlite"]
        return try await run(
            "/bin/bash",
            ["-c", command],
            environment: emulator.environment.merging(own) { $1 },
            in: directory.path,
            whileRunning: whileRunning
        )
    }
}
