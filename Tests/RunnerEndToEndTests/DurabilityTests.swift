import Foundation
import Glibc
import InferenceKit
import TestSupport
import Testing

/// Runs outlive what happens to the processes, the network and the disk, and are paid once.
struct DurabilityTests {
    @Test func `a run that is killed with its worker during its submission is not submitted again automatically`()
        async throws
    {
        try await EmulatorRun.with(["--faults", "CVSubmitTask:slow=30s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            let killed = try await scene.predict { process in
                try await emulator.wait(for: "CVSubmitTask")
                for worker in try children(of: process) { kill(worker, SIGKILL) }
                kill(process, SIGKILL)
            }
            #expect(killed.status == 137)
            for _ in 0..<2 {
                let resumed = try await scene.resume()
                #expect(resumed.status == 76, "\(resumed.summary)")
                #expect(resumed.errors.contains("its outcome was never recorded"))
            }
            #expect(try await emulator.stats()["requests"]?["CVSubmitTask"]?.integer == 1)
            // The user has looked.
            let again = try await scene.resume(["--resubmit"])
            #expect(again.status == 0, "\(again.summary)")
            #expect(try scene.files() == ["omnihuman-1-5.mp4"])
            #expect(try await emulator.stats()["requests"]?["CVSubmitTask"]?.integer == 2)
        }
    }

    @Test(arguments: ["reset-after", "cut", "error-500", "error-504"])
    func `an answer that was lost stays lost until the user has looked`(_ fault: String) async throws {
        try await EmulatorRun.with(["--faults", "CVSubmitTask:\(fault)", "--queue-time", "0.05s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            let lost = try await scene.predict()
            #expect(lost.status == 76, "\(lost.summary)")
            #expect(
                lost.errors.contains("runner runs resume \(try await scene.id().suffix(6)) --resubmit"),
                "\(lost.summary)"
            )
            let submits = try await scene.submits()
            #expect(try await scene.resume().status == 76)
            // What the user has decided counts for a run that can go on, and not for a later day.
            #expect(try await scene.resume(["--resubmit", "-o", "absent/video.mp4"]).status == 73)
            #expect(try await scene.resume().status == 76)
            #expect(try await scene.submits() == submits)
            let again = try await scene.resume(["--resubmit"])
            #expect(again.status == 0, "\(again.summary)")
            #expect(try await scene.submits() == submits + 1)
        }
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func `a signal leaves a run that goes on`(_ signal: Int32) async throws
    {
        try await EmulatorRun.with(["--queue-time", "2s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            let stopped = try await scene.predict { process in
                try await emulator.wait(for: "CVGetResult")
                kill(process, signal)
            }
            #expect(stopped.status == 130, "\(stopped.summary)")
            #expect(
                stopped.errors.contains("help: continue with: runner runs resume \(try await scene.id().suffix(6))"),
                "\(stopped.summary)"
            )
            let resumed = try await scene.resume()
            #expect(resumed.status == 0, "\(resumed.summary)")
            #expect(try scene.files() == ["omnihuman-1-5.mp4"])
            #expect(try await scene.submits() == 1)
        }
    }

    @Test func `time that is over leaves a run that goes on, and ends in its own time then`() async throws {
        try await EmulatorRun.with(["--queue-time", "3s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            let late = try await scene.predict(["--timeout", "2s"])
            #expect(late.status == 75, "\(late.summary)")
            let resumed = try await scene.resume(["--timeout", "1min"])
            #expect(resumed.status == 0, "\(resumed.summary)")
            #expect(try await scene.submits() == 1)
        }
    }

    @Test func `a run that nobody waits for is named, and its result is there later`() async throws {
        try await EmulatorRun.with(["--queue-time", "0.3s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            let left = try await scene.predict(["--no-wait"])
            #expect(left.status == 0, "\(left.summary)")
            #expect(left.output == "\(try await scene.id())\n")
            #expect(try await scene.record()["status"] == "processing")
            #expect(try scene.files() == [])
            let resumed = try await scene.resume()
            #expect(resumed.status == 0, "\(resumed.summary)")
            #expect(try scene.files() == ["omnihuman-1-5.mp4"])
            #expect(try await scene.submits() == 1)
        }
    }

    @Test func `a run is cancelled at the service by a process that has not begun it`() async throws {
        try await EmulatorRun.with(["--queue-time", "600s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            #expect(try await scene.predict(["--no-wait"]).status == 0)
            let canceled = try await scene.runner(["runs", "cancel", try await scene.id()])
            #expect(canceled.status == 0, "\(canceled.summary)")
            #expect(try await emulator.stats()["cancels"]?.integer == 1)
            #expect(try await scene.record()["status"] == "canceled")
            #expect(try await scene.resume().status == 64)
        }
    }

    @Test func `a disk that is full loses nothing that was paid for`() async throws {
        try await EmulatorRun.with(["--queue-time", "0.05s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            // The limit is for the output and not for the compiler.
            #expect(try await scene.predict(["--dry-run"]).status == 0)
            // A file may have 768 KiB; the video has more.
            let command =
                "trap '' XFSZ; ulimit -f 768; exec \(Project.products)/runner predict "
                + "\(Project.directory)/vision/omnihuman-1-5 --yes -i image=\(Project.sample("astronaut-and-cat.jpg")) "
                + "audio=\(Project.sample("hello.mp3")) seed=1"
            let state = ["RUNNER_STATE": "\(scene.directory.path)/state/runs.sqlite"]
            let full = try await run(
                "/bin/bash",
                ["-c", command],
                environment: emulator.environment.merging(state) { $1 },
                in: scene.directory.path
            )
            #expect(full.status == 73, "\(full.summary)")
            #expect(full.errors.contains("runner runs resume"), "\(full.summary)")
            let elsewhere = try await scene.resume(["-o", "other.mp4"])
            #expect(elsewhere.status == 0, "\(elsewhere.summary)")
            #expect(try scene.files() == ["other.mp4"])
            #expect(try await scene.submits() == 1)
        }
    }

    @Test func `an output whose place is taken meanwhile goes elsewhere with -o`() async throws {
        try await EmulatorRun.with(["--queue-time", "1s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            let directory = scene.directory
            let taken = try await scene.predict(["-o", "out.mp4"]) { _ in
                try await emulator.wait(for: "CVGetResult")
                try directory.write("out.mp4/now-a-directory", "")
            }
            #expect(taken.status == 73, "\(taken.summary)")
            let same = try await scene.resume()
            #expect(same.status == 73, "\(same.summary)")
            let elsewhere = try await scene.resume(["-o", "other.mp4"])
            #expect(elsewhere.status == 0, "\(elsewhere.summary)")
            #expect(try scene.files() == ["other.mp4", "out.mp4"])
            #expect(try await scene.submits() == 1)
            // What had arrived was not fetched again.
            #expect(try await emulator.stats()["requests"]?["video"]?.integer ?? 1 == 1)
        }
    }

    @Test func `inputs that have changed are not submitted`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try DurabilityScene(emulator)
            let image = try scene.directory.write(
                "state/image.jpg",
                [UInt8](try Data(contentsOf: URL(filePath: Project.sample("astronaut.jpg"))))
            )
            let arguments = ["-i", "image=\(image)", "audio=\(Project.sample("hello.mp3"))"]
            let model = "\(Project.directory)/vision/omnihuman-1-0-quick"
            let killed = try await scene.runner(
                ["predict", model, "--yes"] + arguments,
                environment: ["RUNNER_FAULT": "after-create:runner"]
            )
            #expect(killed.status == 137)
            try scene.directory.write("state/image.jpg", "changed")
            let resumed = try await scene.resume()
            #expect(resumed.status == 65, "\(resumed.summary)")
            #expect(resumed.errors.contains("'\(image)' has different content"))
            #expect(resumed.errors.contains("nothing was paid; predict again"))
            #expect(try await emulator.submits() == 0)
        }
    }

    @Test func `a run does not go to another service by accident`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try DurabilityScene(emulator)
            #expect(try await scene.predict(["--no-wait"]).status == 0)
            let other = try await scene.resume(environment: ["VISION_ENDPOINT": "http://127.0.0.1:9"])
            #expect(other.status == 78, "\(other.summary)")
            let address = try #require(emulator.environment["VISION_ENDPOINT"])
            #expect(
                other.errors.contains("help: unset VISION_ENDPOINT, or set it to '\(address)'; a task is known only ")
            )
        }
    }

    @Test func `a download that brought nothing leaves no file`() async throws {
        try await EmulatorRun.with(["--faults", "video:dead*3"]) { emulator in
            let scene = try DurabilityScene(emulator)
            let stopped = try await scene.predict()
            #expect(stopped.status == 69, "\(stopped.summary)")
            #expect(try scene.files() == [])
            #expect(try await scene.resume().status == 0)
            #expect(try scene.files() == ["omnihuman-1-5.mp4"])
        }
    }

    @Test func `where a task was submitted is not forgotten when another service is asked for it`() async throws {
        try await EmulatorRun.with { emulator in
            try await EmulatorRun.with { stranger in
                let scene = try DurabilityScene(emulator)
                #expect(try await scene.predict(["--no-wait"]).status == 0)
                let address = try #require(stranger.environment["VISION_ENDPOINT"])
                let mistaken = try await scene.resume(["--endpoint", address])
                #expect(mistaken.status == 69, "\(mistaken.summary)")
                let endpoint = try await scene.record()["service"]?["endpoint"]?.string
                #expect(endpoint == emulator.environment["VISION_ENDPOINT"])
                let resumed = try await scene.resume()
                #expect(resumed.status == 0, "\(resumed.summary)")
                #expect(try await stranger.submits() == 0)
            }
        }
    }

    @Test func `an emulator of the command's own leaves nothing to go on with`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try DurabilityScene(emulator)
            let late = try await scene.predict(["--emulator"], fault: "after-record:submit:succeeded:worker")
            #expect(late.status == 70, "\(late.summary)")
            #expect(
                late.errors.contains("help: the run's emulator has stopped; predict again"),
                "\(late.summary)"
            )
            #expect(try await scene.record()["status"] == "failed")
        }
    }
}

extension EmulatorRun {
    /// Waits until the emulator has seen a request, for a minute at most.
    func wait(for action: String) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while try await stats()["requests"]?[action]?.integer ?? 0 == 0 {
            try #require(ContinuousClock.now < end, "no \(action) in a minute")
        }
    }
}
