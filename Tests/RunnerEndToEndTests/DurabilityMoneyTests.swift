import Foundation
import InferenceKit
import TestSupport
import Testing

/// Money is counted before it is spent, and not spent again for what is there already.
struct DurabilityMoneyTests {
    @Test func `a run that costs more than one may is refused, and nothing is sent`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try DurabilityScene(emulator, speech: Project.sample("hello.mp3"))
            let refused = try await scene.predict(["--max-cost", "0.50"])
            #expect(refused.status == 77)
            #expect(
                refused.errors.contains(
                    "error: the run would cost $0.69 for 5.71 s; --max-cost allows $0.50\n"
                        + "help: raise the limit, or use shorter inputs; nothing was sent\n"
                ),
                "\(refused.summary)"
            )
            #expect(try await scene.predict(["--max-cost", "0.69", "--no-wait"]).status == 0)
        }
    }

    @Test func `all runs of a day share one limit`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try DurabilityScene(emulator, speech: Project.sample("hello.mp3"))
            let limit = ["RUNNER_MAX_COST_PER_DAY": "1.50"]
            for _ in 0..<2 {
                let result = try await scene.predict(["--again", "--no-wait"], environment: limit)
                #expect(result.status == 0, "\(result.summary)")
            }
            let refused = try await scene.predict(["--again", "--no-wait"], environment: limit)
            #expect(refused.status == 77, "\(refused.summary)")
            #expect(refused.errors.contains("help: wait until "))
            #expect(try await scene.submits() == 2)
            let typo = try await scene.predict(["--again"], environment: ["RUNNER_MAX_COST_PER_DAY": "five"])
            #expect(typo.status == 78, "\(typo.summary)")
        }
    }

    @Test func `under a limit an unknown price is too much`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try DurabilityScene(emulator)
            let audio = try await emulator.upload(Project.sample("hello.mp3"))
            let refused = try await scene.runner([
                "predict", "\(Project.directory)/vision/omnihuman-1-5", "--max-cost", "100", "-i",
                "image=\(Project.sample("astronaut-and-cat.jpg"))", "audio=\(audio)",
            ])
            #expect(refused.status == 77, "\(refused.summary)")
            #expect(refused.errors.contains("the price is unknown, since the length of 'audio' is unknown"))
            let models = try TestModels()
            try models.write("free", predict: #"Output(greeting: "hi")"#)
            let undeclared = try await scene.runner(["predict", models.path("free"), "--max-cost", "1"])
            // A model that declares neither a price nor a key cannot pay.
            #expect(undeclared.status == 0, "\(undeclared.summary)")
        }
    }

    @Test func `the same request is answered from the run that made it`() async throws {
        try await EmulatorRun.with(["--queue-time", "0.05s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            #expect(try await scene.predict(["--reuse", "-o", "first.mp4"]).status == 0)
            let again = try await scene.predict(["--reuse"])
            #expect(again.status == 0, "\(again.summary)")
            #expect(again.output == "\(scene.directory.path)/first.mp4\n")
            #expect(again.errors.contains("reused the run "))
            let copied = try await scene.predict(["--reuse", "-o", "copy.mp4"])
            #expect(copied.output == "copy.mp4\n", "\(copied.summary)")
            #expect(try scene.files() == ["copy.mp4", "first.mp4"])
            #expect(try await scene.submits() == 1)
            // What is not the same any more is made again.
            try scene.directory.write("first.mp4", "cut")
            #expect(try await scene.predict(["--reuse", "--no-wait"]).status == 0)
            #expect(try await scene.submits() == 2)
        }
    }

    @Test func `many runs of many processes are all recorded, each submitted once`() async throws {
        let count = ProcessInfo.processInfo.environment["DURABILITY"] == "full" ? 25 : 4
        try await EmulatorRun.with(["--queue-time", "600s"]) { emulator in
            let scene = try DurabilityScene(emulator)
            let results = try await withThrowingTaskGroup(of: [ProgramRun].self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        var results: [ProgramRun] = []
                        for _ in 0..<count { results.append(try await scene.predict(["--again", "--no-wait"])) }
                        return results
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(results.allSatisfy { $0.status == 0 }, "\(results.first { $0.status != 0 }?.summary ?? "")")
            #expect(Set(results.map(\.output)).count == 8 * count)
            #expect(!results.contains { $0.errors.contains("locked") })
            #expect(try await scene.submits() == 8 * count)
            let list = try await scene.runner(["runs", "list", "--json", "--all"])
            let runs = try JSONValue(parsing: Array(list.output.utf8)).array ?? []
            #expect(runs.count == 8 * count)
            #expect(runs.allSatisfy { $0["status"] == "processing" && $0["paid"] == true })
            #expect(Set(runs.compactMap { $0["task_id"]?.string }).count == 8 * count)
        }
    }
}
