import Foundation
import InferenceKit
import TestSupport
import Testing

/// A run that is killed at any moment continues with its task; nothing is created twice.
struct ARKDurabilityTests {
    private static let points = [
        "after-create", "before-record:submit:began", "after-record:submit:began", "before-record:submit:succeeded",
        "after-record:submit:succeeded", "after-record:poll:began", "after-record:poll:succeeded",
        "after-record:download:began", "after-record:download:succeeded", "before-completing", "after-completing",
        "after-link", "before-end", "after-end",
    ]

    @Test(arguments: points)
    func `a video is made by one task, wherever both processes are killed`(_ point: String) async throws {
        try await EmulatorRun.with { emulator in
            let scene = try ARKScene(emulator)
            let killed = try await scene.predictVideo(environment: ["RUNNER_FAULT": "\(point):both"])
            #expect(killed.status == 137, "\(killed.summary)")
            let resumed = try await scene.resume()
            // Killed before the request left: no task is listed, and whether it may still come is unknown.
            let isUnsent = point == "after-record:submit:began" && resumed.status == 76
            #expect(resumed.status == 0 || isUnsent, "\(resumed.summary)")
            #expect(try await emulator.submits() == (isUnsent ? 0 : 1))
            #expect(try scene.files().filter { $0.hasSuffix(".mp4") }.count == (isUnsent ? 0 : 1))
        }
    }

    @Test func `a task whose answer was lost with both processes is found again`() async throws {
        // The emulator creates the task and answers late, so that both processes are killed meanwhile.
        try await EmulatorRun.with(["--faults", "CreateTask:slow=600s"]) { emulator in
            let scene = try ARKScene(emulator)
            let state = ["RUNNER_STATE": "\(scene.directory.path)/state/runs.sqlite"]
            let killed = try await run(
                "runner",
                [
                    "predict", "\(Project.directory)/vision/seedance-1-5-pro", "--yes", "-i", "prompt=a cat",
                    "resolution=480p", "duration=4",
                ],
                environment: emulator.environment.merging(state) { $1 },
                in: scene.directory.path
            ) { process in
                while try await emulator.submits() != 1 { await Task.yield() }
                let children = Self.children(of: process)
                kill(process, SIGKILL)
                for child in children { kill(child, SIGKILL) }
            }
            #expect(killed.status == 137, "\(killed.summary)")
            let resumed = try await scene.resume()
            #expect(resumed.status == 0, "\(resumed.summary)")
            #expect(try await emulator.submits() == 1)
            let task = try await emulator.lastTask()
            #expect(try await scene.record()["task_id"]?.string == task)
        }
    }

    private static func children(of process: Int32) -> [Int32] {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        return threads.flatMap { thread in
            let path = "/proc/\(process)/task/\(thread)/children"
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            return text.split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
        }
    }

    @Test(arguments: [
        "after-record:generate:succeeded", "after-record:download image[0]:began", "before-completing", "after-link",
        "before-end",
    ])
    func `a picture that was paid for arrives, wherever both processes are killed`(_ point: String) async throws {
        try await EmulatorRun.with { emulator in
            let scene = try ARKScene(emulator)
            let killed = try await scene.predictImage(environment: ["RUNNER_FAULT": "\(point):both"])
            #expect(killed.status == 137, "\(killed.summary)")
            let resumed = try await scene.resume()
            #expect(resumed.status == 0, "\(resumed.summary)")
            #expect(try await emulator.submits() == 1)
            #expect(try scene.files().filter { $0.hasSuffix(".jpg") }.count == 1)
        }
    }

    @Test func `a picture whose answer was lost stays unknown`() async throws {
        try await EmulatorRun.with(["--faults", "GenerateImages:reset-after"]) { emulator in
            let scene = try ARKScene(emulator)
            #expect(try await scene.predictImage().status == 76)
            let resumed = try await scene.resume()
            #expect(resumed.status == 76, "\(resumed.summary)")
            #expect(try await emulator.submits() == 1)
        }
    }
}
