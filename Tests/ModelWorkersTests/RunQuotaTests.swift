import Glibc
import InferenceKit
import ModelWorkers
import Testing
import WorkerProtocol

/// How much a model may make the runner record and show.
struct RunQuotaTests {
    private static let limits = {
        var limits = RunQuota.Limits()
        (limits.steps, limits.recordedBytes, limits.logBytes, limits.updates) = (3, 10_000, 1_000, 2)
        return limits
    }()
    private var quota = RunQuota(Self.limits)

    private mutating func step(_ phase: StepRecord.Phase, paid: Bool = false, bytes: Int = 0) -> RunQuota.Verdict {
        let result = phase == .succeeded ? JSONValue.string(String(repeating: "a", count: bytes)) : nil
        let record = StepRecord(name: "step", paid: paid, phase: phase, result: result)
        return quota.take(.step(number: 1, run: "1", record: record), at: .zero)
    }

    @Test mutating func `steps are counted when they begin`() {
        for _ in 0..<3 {
            #expect(step(.began) == .pass)
            #expect(step(.succeeded) == .pass)
        }
        #expect(step(.began) == .exceeded("the model has begun more than 3 steps"))
    }

    @Test mutating func `results are counted, and what was paid for is always recorded`() {
        #expect(step(.began) == .pass)
        #expect(step(.succeeded, bytes: 9_000) == .pass)
        #expect(step(.began, paid: true) == .pass)
        #expect(step(.succeeded, paid: true, bytes: 9_000) == .pass)
        #expect(step(.began, paid: true) == .exceeded("the model has recorded more than 0 MB"))
        #expect(quota.take(.task(run: "1", id: "t"), at: .zero) == .exceeded("the model has recorded more than 0 MB"))
    }

    @Test mutating func `tasks and arriving files count as records`() {
        let part = PartialDownload(
            output: "video",
            path: "/v",
            entityTag: String(repeating: "e", count: 20_000),
            totalBytes: 1
        )
        #expect(quota.take(.task(run: "1", id: "t"), at: .zero) == .pass)
        #expect(quota.take(.downloading(run: "1", part), at: .zero) != .pass)
    }

    @Test mutating func `outputs count as records`() {
        let output = ["text": JSONValue.string(String(repeating: "a", count: 20_000))]
        #expect(
            quota.take(.finished(run: "1", output: output), at: .zero)
                == .exceeded("the model has recorded more than 0 MB")
        )
    }

    @Test func `threads are counted`() throws {
        let request = WorkerRequest(
            run: "1",
            input: [:],
            outputPaths: [:],
            scratchDirectory: "/nowhere",
            timeoutSeconds: 1
        )
        var limits = Self.limits
        #expect(RunFiles(of: request, limits, getpid()).excess() == nil)
        limits.threads = 0
        #expect(RunFiles(of: request, limits, getpid()).excess() == "the model has started more than 0 threads")
        #expect(RunFiles(of: request, limits, 0).excess() == nil, "a process that has ended has none")
    }

    @Test mutating func `a log that is too long is cut once, with a warning`() {
        let line = WorkerEvent.log(run: "1", text: String(repeating: "a", count: 600))
        #expect(quota.take(line, at: .zero) == .pass)
        #expect(quota.take(line, at: .zero) == .warn("the model has logged more than 0 MB; the rest is left out"))
        #expect(quota.take(line, at: .zero) == .drop)
        #expect(quota.take(.warning(run: "1", text: "a"), at: .zero) == .drop)
    }

    @Test mutating func `progress passes at a rate that can be read`() {
        let update = WorkerEvent.progress(run: "1", ProgressUpdate("working"))
        let verdicts = [0, 0, 0, 100, 600, 600, 5_000, 5_000, 5_000].map {
            quota.take(update, at: .milliseconds($0)) == .pass
        }
        #expect(verdicts == [true, true, false, false, true, false, true, true, false])
    }

    @Test mutating func `the end of a run always passes`() {
        for _ in 0..<5 { _ = step(.began) }
        #expect(quota.take(.finished(run: "1", output: [:]), at: .zero) == .pass)
    }
}
