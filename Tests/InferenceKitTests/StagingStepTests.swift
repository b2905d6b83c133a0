import InferenceKit
import Synchronization
import TestSupport
import Testing

/// What becomes of a staged file when its run is resumed.
struct StagingStepTests {
    /// A bucket that takes a file once and knows it from then on.
    private final class Bucket: Staging {
        let place: String
        let life = Duration.seconds(3_600)
        private let state: Mutex<(isThere: Bool, remembered: [String])>

        init(holdsFile: Bool, place: String = "https://bucket.test") {
            self.place = place
            state = Mutex((holdsFile, []))
        }

        /// What the run counts as its own.
        var remembered: [String] { state.withLock { $0.remembered } }

        func link(to file: MediaFile, progress: @escaping @Sendable (ProgressUpdate) -> Void) async throws -> StagedLink
        {
            let wasThere = state.withLock { state in
                defer { state.isThere = true }
                return state.isThere
            }
            return StagedLink(url: "\(place)/object", uploaded: wasThere ? nil : "object")
        }

        func remember(uploaded name: String) { state.withLock { $0.remembered.append(name) } }
    }

    private let file = MediaFile(name: "image", path: "/somewhere/i.jpg")

    private func stage(in bucket: Bucket, _ recorded: [RecordedStep] = []) async throws -> [RecordedStep] {
        let run = Run(recorded, staging: bucket)
        #expect(try await run.context.stage(file) == "\(bucket.place)/object")
        // Its link has a query, which is not kept.
        return run.channel.recorded(at: StepTests.now, isComplete: false)
    }

    @Test func `what a run has staged stays its own, however often it is resumed`() async throws {
        var recorded = try await stage(in: Bucket(holdsFile: false))
        for _ in 0..<3 {
            let bucket = Bucket(holdsFile: true)
            recorded = try await stage(in: bucket, recorded)
            #expect(bucket.remembered == ["object"])
        }
    }

    @Test func `a link is used again at its place and in its life only`() async throws {
        let run = Run([], staging: Bucket(holdsFile: false))
        _ = try await run.context.stage(file)
        for (ago, place, isUsed) in [
            (0, "https://bucket.test", true), (3_599, "https://bucket.test", true),
            (3_600, "https://bucket.test", false),
            (0, "https://other.test", false), (3_600, "https://other.test", false),
        ] as [(Int64, String, Bool)] {
            let time = UTCTime(secondsSinceEpoch: StepTests.now.secondsSinceEpoch - ago)
            let resumed = Run(run.channel.recorded(at: time), staging: Bucket(holdsFile: true, place: place))
            #expect(try await resumed.context.stage(file) == "\(place)/object")
            #expect(resumed.channel.steps.isEmpty == isUsed, "\(ago) s, \(place)")
        }
    }

    @Test func `what was there before, or is elsewhere, is not the run's`() async throws {
        let before = Bucket(holdsFile: true)
        let recorded = try await stage(in: before)
        #expect(before.remembered.isEmpty)
        _ = try await stage(in: before, recorded)
        #expect(before.remembered.isEmpty)
        let elsewhere = Bucket(holdsFile: true, place: "https://other.test")
        _ = try await stage(in: elsewhere, try await stage(in: Bucket(holdsFile: false)))
        #expect(elsewhere.remembered.isEmpty)
    }
}
