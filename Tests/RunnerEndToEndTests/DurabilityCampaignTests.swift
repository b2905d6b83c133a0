import Foundation
import InferenceKit
import TestSupport
import Testing

/// Processes are killed at every point between two things that are recorded, and the run goes on.
///
/// Each point is tried with one victim here, and with all three with `DURABILITY=full`, which takes some minutes.
struct DurabilityCampaignTests {
    private static let isFull = ProcessInfo.processInfo.environment["DURABILITY"] == "full"
    private static let victims = ["runner", "worker", "both"]

    private struct Case: Sendable, CustomStringConvertible {
        var point: String
        var victim: String

        var description: String { "\(point):\(victim)" }

        /// Whether the record ends with the intent to submit.
        ///
        /// A worker that is killed before the intent is on disk cannot be told from one that is killed after it. An answer is in
        /// its file before the runner gets it.
        var leavesOutcomeOpen: Bool {
            point == "after-record:submit:began" || (point == "before-record:submit:began" && victim == "worker")
        }
    }

    @Test func `a run that is killed anywhere goes on, and is paid once`() async throws {
        try await EmulatorRun.with(["--queue-time", "0.05s"]) { emulator in
            let whole = try DurabilityScene(emulator, seed: 0)
            let trace = try await whole.predict(fault: "trace")
            try #require(trace.status == 0, "\(trace.summary)")
            let video = try whole.video()
            let points = trace.errors.split(separator: "\n").filter { $0.hasPrefix("fault point ") }
                .map { String($0.dropFirst("fault point ".count)) }
            // The points are those of the run itself; were they not reported, nothing would be tried.
            let steps = try await whole.record()["steps"]?.array ?? []
            #expect(points.count == 4 * steps.count + 6, "\(points)")

            let cases = points.enumerated().flatMap { index, point in
                let isMoney = point.contains(":submit:")
                let some = Self.isFull || isMoney ? Self.victims : [Self.victims[index % 3]]
                return some.map { Case(point: point, victim: $0) }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, row) in cases.enumerated() {
                    if index >= 3 { try await group.next() }
                    group.addTask {
                        try await check(row, in: try DurabilityScene(emulator, seed: index + 1), video)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    private func check(_ row: Case, in scene: DurabilityScene, _ video: Data) async throws {
        let killed = try await scene.predict(fault: row.description)
        let comment = Comment(rawValue: "\(row): \(killed.summary)")
        if row.victim != "worker" { #expect(killed.status == 137, comment) }
        let before = try await scene.record()
        #expect(before.hasOpenPaidStep == row.leavesOutcomeOpen, comment)
        let submitted = try await scene.submits()

        let resumed = try await scene.resume()
        let after = Comment(rawValue: "\(row): \(resumed.summary)")
        if row.leavesOutcomeOpen {
            #expect(resumed.status == 76, after)
            #expect(try await scene.record()["status"] == "unknown", after)
            #expect(try await scene.submits() == submitted, after)
            #expect(resumed.errors.contains("--resubmit"), after)
            #expect(try scene.files() == [], after)
        } else {
            #expect(resumed.status == 0, after)
            #expect(resumed.output == "\(scene.directory.path)/omnihuman-1-5.mp4\n", after)
            #expect(try scene.files() == ["omnihuman-1-5.mp4"], after)
            #expect(try scene.video() == video, after)
            #expect(try await scene.submits() == 1, after)
            #expect(try await scene.record()["status"] == "succeeded", after)
        }
    }
}
