import Foundation
import InferenceKit
import TestSupport
import Testing

/// Files in a store that machines share, seen from a machine that has nothing but the store.
struct SharedFilesTests {
    @Test func `a run needs none of the machine that accepted it, and its outputs are fetched from the store`()
        async throws
    {
        try await EmulatorRun.with { emulator in
            var scene = try await FleetScene(emulator)
            scene.environment["RUNNER_FILES"] = "\(scene.directory.path)/files"
            let picture = "\(scene.directory.path)/picture.jpg"
            try FileManager.default.copyItem(atPath: Project.sample("astronaut-and-cat.jpg"), toPath: picture)
            let enqueued = try await scene.runner([
                "predict", "\(Project.directory)/vision/omnihuman-1-5", "--yes", "--enqueue", "--quiet", "-i",
                "image=\(picture)", "audio=\(Project.shortSpeech)", "-o", "video.mp4",
            ])
            #expect(enqueued.status == 0, "\(enqueued.summary)")
            try FileManager.default.removeItem(atPath: picture)
            let worked = try await scene.working { [scene] _ in try await scene.untilSucceeded(1) }
            #expect(worked.status == 0, "\(worked.summary)")
            let video = try Data(contentsOf: URL(filePath: "\(scene.directory.path)/video.mp4"))
            try FileManager.default.removeItem(atPath: "\(scene.directory.path)/video.mp4")
            let fetched = try await scene.runner(["runs", "get", enqueued.line, "-o", "again.mp4"])
            #expect(fetched.output == "\(scene.directory.path)/again.mp4\n", "\(fetched.summary)")
            #expect(try Data(contentsOf: URL(filePath: "\(scene.directory.path)/again.mp4")) == video)
            let taken = try await scene.runner(["runs", "get", enqueued.line, "-o", "again.mp4"])
            #expect(taken.status == 73, "\(taken.summary)")
            // Who waits for the run gets the file where it was asked for.
            let waited = try await scene.runner(["runs", "wait", enqueued.line])
            #expect(waited.output == "\(scene.directory.path)/video.mp4\n", "\(waited.summary)")
            #expect(try Data(contentsOf: URL(filePath: "\(scene.directory.path)/video.mp4")) == video)
        }
    }

    @Test func `data on standard input is enqueued only with a store of files`() async throws {
        try await EmulatorRun.with { emulator in
            var scene = try await FleetScene(emulator)
            let arguments = [
                "predict", "\(Project.directory)/vision/omnihuman-1-5", "--yes", "--enqueue", "-i", "image=-",
                "audio=\(Project.shortSpeech)", "-o", "video.mp4",
            ]
            let picture = [UInt8](try Data(contentsOf: URL(filePath: Project.sample("astronaut-and-cat.jpg"))))
            func predict(_ environment: [String: String]) async throws -> ProgramRun {
                try await run("runner", arguments, environment: environment, in: scene.directory.path, input: picture)
            }
            let refused = try await predict(scene.environment)
            #expect(refused.status == 65, "\(refused.summary)")
            #expect(refused.errors.contains("the input 'image' was passed as data"))
            #expect(try await scene.runs().isEmpty)
            scene.environment["RUNNER_FILES"] = "\(scene.directory.path)/files"
            let accepted = try await predict(scene.environment)
            #expect(accepted.status == 0, "\(accepted.summary)")
            let worked = try await scene.working { [scene] _ in try await scene.untilSucceeded(1) }
            #expect(worked.status == 0, "\(worked.summary)")
        }
    }

    @Test func `a store of files that cannot be used keeps a run from being accepted`() async throws {
        try await EmulatorRun.with { emulator in
            var scene = try await FleetScene(emulator)
            try scene.directory.write("files", "no directory")
            scene.environment["RUNNER_FILES"] = "\(scene.directory.path)/files"
            let refused = try await scene.runner(scene.prediction(1) + ["--enqueue"])
            #expect(refused.status == 69, "\(refused.summary)")
            #expect(refused.errors.contains("check RUNNER_FILES"))
            #expect(try await scene.runs().isEmpty)
            #expect(try await emulator.submits() == 0)
        }
    }
}
