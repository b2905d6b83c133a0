import Foundation
import Glibc
import InferenceKit
import TestSupport
import Testing

/// `runner batch --enqueue`: accepts the rows of a batch for other processes.
struct BatchEnqueueTests {
    @Test func `enqueued rows are driven by a worker, and the same command without it has their results`() async throws
    {
        try await EmulatorRun.with { emulator in
            let scene = try BatchScene(emulator, rows: 3)
            let refused = try await scene.batch(["--enqueue"], consent: [])
            #expect(refused.status == 77, "\(refused.summary)")
            for _ in 0..<2 {
                let enqueued = try await scene.batch(["--enqueue", "--json"])
                #expect(enqueued.status == 0, "\(enqueued.summary)")
                let lines = try enqueued.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
                #expect(lines.dropLast().map { $0["status"] } == ["enqueued", "enqueued", "enqueued"])
                #expect(lines.last?["status"] == "queued" && lines.last?["enqueued"] == 3)
                #expect(enqueued.errors.contains("3 enqueued") && enqueued.errors.contains("without --enqueue"))
            }
            #expect(try await emulator.submits() == 0)
            #expect(try scene.results().isEmpty)
            let work = ["work", "--models", "\(Project.directory)/vision/omnihuman-1-5", "--quiet"]
            let worked = try await scene.runner(work) { process in
                let ended = try await scene.batch()
                #expect(ended.status == 0, "\(ended.summary)")
                kill(process, SIGTERM)
            }
            #expect(worked.status == 0, "\(worked.summary)")
            #expect(try scene.statuses() == ["succeeded", "succeeded", "succeeded"])
            #expect(try scene.outputs() == ["1-r1.mp4", "2-r2.mp4", "3-r3.mp4"])
            #expect(try await emulator.submits() == 3)
        }
    }
}
