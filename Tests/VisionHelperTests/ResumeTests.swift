import Foundation
import InferenceKit
import TestSupport
import Testing

@testable import VisionHelper

/// A run that is resumed with what its first part has on record.
struct ResumeTests {
    static let subject = SubjectsTests.two
    static let start = TestTime().now

    /// A run to its end, and what it has recorded.
    private func whole() async throws -> (vision: VisionFixture, steps: [RecordedStep]) {
        let vision = try VisionFixture([Self.subject, .submitted, .done, .fetched])
        _ = try await vision.predict()
        return (vision, vision.channel.recorded(at: Self.start))
    }

    /// The record up to an event, and how it goes on.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// How many of the steps (stage, detect, submit, poll, download) had succeeded.
        var succeeded: Int
        var age: Duration
        /// Whether the queries of links were left out of the record.
        var isStripped = false
        var staging = "https://staged.test"
        /// What the service is asked.
        var actions: [String]
        /// The steps whose bodies ran.
        var ran: [String]
    }

    static let everything = ["CVProcess", "CVSubmitTask", "CVGetResult"]
    static let cases = [
        Case(
            testDescription: "nothing",
            succeeded: 0,
            age: .zero,
            actions: everything,
            ran: ["stage image", "detect", "submit", "poll", "download"]
        ),
        Case(
            testDescription: "staged",
            succeeded: 1,
            age: .zero,
            actions: everything,
            ran: ["detect", "submit", "poll", "download"]
        ),
        Case(
            testDescription: "staged elsewhere",
            succeeded: 1,
            age: .zero,
            staging: "https://other.test",
            actions: everything,
            ran: ["stage image", "detect", "submit", "poll", "download"]
        ),
        Case(
            testDescription: "detected",
            succeeded: 2,
            age: .seconds(44 * 60),
            actions: ["CVSubmitTask", "CVGetResult"],
            ran: ["submit", "poll", "download"]
        ),
        Case(
            testDescription: "masks are stale",
            succeeded: 2,
            age: .seconds(45 * 60),
            actions: everything,
            ran: ["stage image", "detect", "submit", "poll", "download"]
        ),
        Case(
            testDescription: "signed masks were not kept",
            succeeded: 2,
            age: .zero,
            isStripped: true,
            actions: everything,
            ran: ["stage image", "detect", "submit", "poll", "download"]
        ),
        Case(
            testDescription: "submitted, everything else stale, stripped and elsewhere",
            succeeded: 3,
            age: .seconds(11 * 3_600),
            isStripped: true,
            staging: "https://other.test",
            actions: ["CVGetResult"],
            ran: ["poll", "download"]
        ),
        Case(testDescription: "polled", succeeded: 4, age: .seconds(3_599), actions: [], ran: ["download"]),
        Case(
            testDescription: "the video's link is dead",
            succeeded: 4,
            age: .seconds(3_600),
            actions: ["CVGetResult"],
            ran: ["poll", "download"]
        ),
    ]

    @Test(arguments: cases) func `only what is missing or stale is done again`(_ example: Case) async throws {
        let steps = try await whole().steps.prefix(example.succeeded).map { step in
            RecordedStep(
                step.record,
                isComplete: !example.isStripped,
                secondsSinceEpoch: (Self.start + (.zero - example.age)).secondsSinceEpoch
            )
        }
        let answers: [String: ScriptedTransport.Answer] = [
            "CVProcess": Self.subject, "CVSubmitTask": .submitted, "CVGetResult": .done,
        ]
        let vision = try VisionFixture(
            example.actions.compactMap { answers[$0] } + [.fetched],
            resuming: steps,
            staging: example.staging
        )
        #expect(try await vision.predict().path == "\(vision.directory.path)/video.mp4")
        #expect(vision.actions == example.actions)
        #expect(vision.channel.records.filter { $0.phase == .began }.map(\.name) == example.ran)
        #expect(vision.channel.reports.filter { $0 == .task("t1") }.count == 1)
        #expect(
            vision.channel.reports.contains(.progress(ProgressUpdate("submitting"))) == example.ran.contains("submit")
        )
    }

    @Test func `what the record of a submission holds names it to the support desk`() async throws {
        let submit = try #require(try await whole().steps.first { $0.record.name == "submit" }?.record)
        #expect(submit.paid)
        let expected: JSONValue = [
            "task_id": "t1", "req_key": "the_model", "request_id": "r0",
            "submitted": .int(Int(Self.start.secondsSinceEpoch)),
        ]
        #expect(submit.result == expected)
    }

    @Test func `a video that is there is not fetched again`() async throws {
        let (first, steps) = try await whole()
        let second = try VisionFixture([], resuming: steps, in: first.directory)
        #expect(try await second.predict().path == "\(first.directory.path)/video.mp4")
        #expect(second.transport.requests.isEmpty)
        #expect(second.transport.downloads.isEmpty)
    }

    @Test(arguments: ["", "\0\0\0\u{10}ftypisom\0\0\0\0\0\0\0\u{8}moo!"])
    func `a video that is no longer what it was is fetched again`(_ content: String) async throws {
        let (first, steps) = try await whole()
        try Data(content.utf8).write(to: URL(filePath: "\(first.directory.path)/video.mp4"))
        let second = try VisionFixture([.fetched], resuming: steps, in: first.directory)
        _ = try await second.predict()
        #expect(second.transport.downloads == ["https://v.test/v.mp4?sig=1"])
    }

    @Test func `a video that arrived wholly outlives its link and its task`() async throws {
        let (first, steps) = try await whole()
        let path = "\(first.directory.path)/video.mp4"
        let old = steps.dropLast().map {
            RecordedStep($0.record, isComplete: false, secondsSinceEpoch: Self.start.secondsSinceEpoch - 90_000)
        }
        let second = try VisionFixture(
            [],
            resuming: old,
            in: first.directory,
            partialDownloads: [PartialDownload(output: "video", path: path, entityTag: "\"a\"", totalBytes: 24)]
        )
        #expect(try await second.predict().sizeBytes == 24)
        #expect(second.transport.requests.isEmpty)
        #expect(second.transport.downloads.isEmpty)
    }

    @Test(arguments: [StepRecord.Phase.began, .unknown])
    func `a submission whose answer is not on record is not sent again`(_ phase: StepRecord.Phase) async throws {
        let lost = RecordedStep(
            StepRecord(name: "submit", paid: true, phase: phase),
            isComplete: true,
            secondsSinceEpoch: Self.start.secondsSinceEpoch
        )
        let vision = try VisionFixture([.submitted], resuming: [lost])
        let error = await predictionError { _ = try await vision.submit() }
        #expect(error?.code == .outcomeUnknown)
        #expect(vision.transport.requests.isEmpty)
    }

    @Test func `each attempt at a submission is on record`() async throws {
        let vision = try VisionFixture([.service(50429, status: 429), .submitted])
        _ = try await vision.submit()
        #expect(vision.channel.steps == ["submit began", "submit failed", "submit began", "submit succeeded"])
        #expect(vision.channel.records.map(\.ordinal) == [0, 0, 0, 0])
        #expect(vision.channel.records[1].error?.vendor?.code == "50429")
    }

    @Test func `canceling a run whose submission is on record cancels the task`() async throws {
        let steps = try await Array(whole().steps.prefix(3))
        let vision = try VisionFixture([.untilCanceled, .json(#"{"code":10000,"data":null}"#)], resuming: steps)
        let run = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await vision.predict()
        }
        run.cancel()
        let error = await predictionError { _ = try await run.value }
        #expect(error?.code == .canceled)
        #expect(error?.taskID == "t1")
        #expect(vision.actions.last == "CVCancelTask")
        #expect(!vision.actions.contains("CVSubmitTask"))
    }

    @Test func `a run that is cancelled before its submission submits nothing`() async throws {
        let vision = try VisionFixture([Self.subject, .submitted])
        let run = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await vision.predict()
        }
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        #expect(!vision.actions.contains("CVSubmitTask"))
        #expect(!vision.channel.records.contains { $0.paid })
    }
}
