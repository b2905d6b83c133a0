import Foundation
import Glibc
import InferenceKit
import TestSupport
import Testing

/// `runner batch`, with an emulator that charges.
struct BatchTests {
    @Test func `each row becomes a video, and the same command again pays nothing`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try BatchScene(emulator, rows: 3)
            let first = try await scene.batch()
            #expect(first.status == 0, "\(first.summary)")
            let paths = ["1-r1", "2-r2", "3-r3"].map { "out/\($0).mp4" }
            #expect(first.output.split(separator: "\n").sorted() == paths.map { $0[...] })
            #expect(try scene.outputs() == ["1-r1.mp4", "2-r2.mp4", "3-r3.mp4"])
            #expect(try scene.results().map { $0["row"]?.integer } == [1, 2, 3])
            #expect(try scene.results().map { $0["id"]?.string } == ["r1", "r2", "r3"])
            #expect(try scene.statuses() == ["succeeded", "succeeded", "succeeded"])
            let results = try scene.directory.read("rows-results.jsonl")

            // Consent is not needed for what is paid already.
            let again = try await scene.batch(consent: [])
            #expect(again.status == 0, "\(again.summary)")
            #expect(again.output == "")
            #expect(again.errors.contains("3 rows, 3 succeeded (3 before)\n"), "\(again.summary)")
            #expect(try scene.directory.read("rows-results.jsonl") == results)
            #expect(try await emulator.submits() == 3)
        }
    }

    @Test func `rows that were moved are not paid again, and a changed row runs`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try BatchScene(emulator, rows: 2)
            #expect(try await scene.batch().status == 0)
            try scene.write([["new", "face.jpg", "7"], ["r2", "face.jpg", "2"], ["r1", "face.jpg", "1"]])
            let dry = try await scene.batch(["--dry-run", "--json"])
            let planned = try JSONValue(parsing: Array(dry.output.utf8))
            #expect(planned["chosen"]?.integer == 2, "\(dry.summary)")
            let changed = try await scene.batch()
            #expect(changed.status == 0, "\(changed.summary)")
            #expect(try await emulator.submits() == 3)
            // Row 1 moved to row 3, so its video was copied to the name that it has now.
            #expect(try scene.outputs() == ["1-new.mp4", "1-r1.mp4", "2-r2.mp4", "3-r1.mp4"])
            #expect(try scene.results().map { $0["id"]?.string } == ["new", "r2", "r1"])
        }
    }

    @Test func `equal rows are separate runs`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try BatchScene(emulator, rows: 1)
            try scene.write([["a", "face.jpg", "1"], ["b", "face.jpg", "1"]])
            #expect(try await scene.batch().status == 0)
            #expect(try await emulator.submits() == 2)
            #expect(try scene.outputs() == ["1-a.mp4", "2-b.mp4"])
        }
    }

    @Test func `one consent covers all rows, and a limit is for all of them`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try BatchScene(emulator, rows: 3)
            let refused = try await scene.batch(["--json"], consent: [])
            #expect(refused.status == 77, "\(refused.summary)")
            let error = try JSONValue(parsing: Array(refused.output.utf8))["error"]
            #expect(error?["code"] == "consent-required" && error?["price_usd"] == .double(0.18), "\(refused.summary)")
            #expect(error?["ways"] == ["--yes", "--max-cost 0.18", "RUNNER_MAX_COST_PER_DAY"], "\(refused.summary)")
            #expect(
                refused.errors.contains("error: the runs cost $0.18 for 3 runs, but consent to pay is missing\n"),
                "\(refused.summary)"
            )
            let limited = try await scene.batch(consent: ["--max-cost", "0.1"])
            #expect(limited.status == 77, "\(limited.summary)")
            #expect(
                limited.errors.contains("would cost $0.18 for 3 runs; --max-cost allows $0.10 for all of them"),
                "\(limited.summary)"
            )
            let daily = try await scene.batch(consent: [], environment: ["RUNNER_MAX_COST_PER_DAY": "0.1"])
            #expect(daily.status == 77, "\(daily.summary)")
            #expect(try await emulator.submits() == 0)
            #expect(!FileManager.default.fileExists(atPath: "\(scene.directory.path)/out"))

            let part = try await scene.batch(["--limit", "1"], consent: ["--max-cost", "0.1"])
            #expect(part.status == 0, "\(part.summary)")
            #expect(part.errors.contains("3 rows, 1 succeeded, 2 left out; $0.06 paid\n"), "\(part.summary)")
            #expect(try await emulator.submits() == 1)
            let rest = try await scene.batch(consent: [], environment: ["RUNNER_MAX_COST_PER_DAY": "0.5"])
            #expect(rest.status == 0, "\(rest.summary)")
            #expect(try await emulator.submits() == 3)
        }
    }

    @Test func `a failed row runs again only when that is asked for`() async throws {
        try await EmulatorRun.with(["--faults", "CVSubmitTask:risk-input-image"]) { emulator in
            let scene = try BatchScene(emulator, rows: 3)
            let first = try await scene.batch(["-j", "1"])
            #expect(first.status == 1, "\(first.summary)")
            #expect(first.errors.contains("row 1 (r1): failed: the input image did not pass the content check"))
            #expect(try scene.statuses() == ["failed", "succeeded", "succeeded"])
            #expect(try scene.results().first?["error"]?["vendor"]?["code"] == "50411")

            let again = try await scene.batch()
            #expect(again.status == 1, "\(again.summary)")
            #expect(try await emulator.submits() == 2)
            let retried = try await scene.batch(["--retry-failed"])
            #expect(retried.status == 0, "\(retried.summary)")
            #expect(try await emulator.submits() == 3)
            #expect(try scene.statuses() == ["succeeded", "succeeded", "succeeded"])
            #expect(try await scene.batch(["--retry-failed"]).status == 0)
            #expect(try await emulator.submits() == 3)

            let listed = try await scene.runner(["batches"])
            let lines = listed.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(lines.count == 2, "\(listed.summary)")
            #expect(lines.last?.dropFirst().prefix(6) == ["bytedance/omnihuman-1-5", "3", "3", "0", "0", "$0.18"])
            let shown = try await scene.runner(["batches", "rows-", "--json"])
            let batch = try JSONValue(parsing: Array(shown.output.utf8))
            #expect(batch["runs"]?.array?.map { $0["status"] } == ["succeeded", "succeeded", "succeeded"])
            #expect(try await scene.runner(["batches", "nobody"]).status == 64)
        }
    }

    @Test func `a result that is missing is reported, and made again only when that is asked for`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try BatchScene(emulator, rows: 2)
            #expect(try await scene.batch().status == 0)
            unlink("\(scene.directory.path)/out/2-r2.mp4")
            let missing = try await scene.batch()
            #expect(missing.status == 1, "\(missing.summary)")
            #expect(missing.errors.contains("out/2-r2.mp4' is missing"), "\(missing.summary)")
            #expect(try await emulator.submits() == 2)
            #expect(try await scene.batch(["--retry-failed"]).status == 0)
            #expect(try await emulator.submits() == 3)
            #expect(try scene.outputs() == ["1-r1.mp4", "2-r2.mp4"])
        }
    }

    @Test func `the model may have other inputs in each row, from JSON lines`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try BatchScene(emulator, rows: 1)
            try scene.directory.write(
                "data/rows.jsonl",
                """
                {"id": "a", "image": "face.jpg", "seed": 5}

                {"image": "face.jpg", "audio": "speech.wav", "prompt": "@home", "id": "b"}
                """
            )
            let result = try await scene.runner([
                "batch", "\(Project.directory)/vision/omnihuman-1-5", "data/rows.jsonl", "--yes", "-i",
                "audio=data/speech.wav", "--json", "-j", "1",
            ])
            #expect(result.status == 0, "\(result.summary)")
            let lines = try result.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
            #expect(lines.map { $0["status"]?.string } == ["succeeded", "succeeded", "succeeded"])
            #expect(lines.map { $0["row"]?.integer } == [1, 2, nil])
            #expect(lines.last?["rows"]?.integer == 2)
            #expect(try await emulator.lastFields()?["prompt"] == "@home")
            #expect(try scene.directory.names(in: "rows-out").sorted() == ["1.mp4", "2.mp4"])
        }
    }

    @Test func `two commands at the same time pay once for each row`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try BatchScene(emulator, rows: 6)
            try await withThrowingTaskGroup(of: ProgramRun.self) { group in
                for _ in 0..<2 { group.addTask { try await scene.batch(["-j", "3"]) } }
                for try await result in group { #expect(result.status == 0, "\(result.summary)") }
            }
            #expect(try await emulator.submits() == 6)
            #expect(try scene.statuses() == Array(repeating: "succeeded", count: 6))
            #expect(try scene.results().map { $0["row"]?.integer } == Array(1...6))
            #expect(try scene.outputs().count == 6)
        }
    }

    @Test func `after Ctrl-C, the same command continues`() async throws {
        try await EmulatorRun.with(["--queue-time", "1s"]) { emulator in
            let scene = try BatchScene(emulator, rows: 4)
            let stopped = try await scene.batch(["-j", "2"]) { process in
                try await emulator.wait(for: "CVGetResult")
                kill(process, SIGINT)
            }
            #expect(stopped.status == 130, "\(stopped.summary)")
            #expect(stopped.errors.contains("help: run the same command again to continue\n"), "\(stopped.summary)")
            let submitted = try await emulator.submits() ?? 0
            #expect(submitted <= 2)
            let rest = try await scene.batch()
            #expect(rest.status == 0, "\(rest.summary)")
            #expect(try await emulator.submits() == 4)
            #expect(try scene.outputs().count == 4)
        }
    }

    @Test func `an emulator of the command's own is free, and serves all rows`() async throws {
        try await EmulatorRun.with { emulator in
            let scene = try BatchScene(emulator, rows: 2)
            let result = try await scene.batch(["--emulator"], consent: [])
            #expect(result.status == 0, "\(result.summary)")
            #expect(result.errors.contains("price: nothing is charged by the emulator\n"), "\(result.summary)")
            #expect(try await emulator.submits() == 0)
            // What an emulator has made is no result of the service.
            #expect(try await scene.batch(["--force"]).status == 0)
            #expect(try await emulator.submits() == 2)
        }
    }
}
