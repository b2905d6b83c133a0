import Foundation
import InferenceKit
import TestSupport
import Testing
import WorkerProtocol

struct PaidAnswerFileTests {
    private let directory: TestDirectory
    private var path: String { "\(directory.path)/answer" }
    private let answer = PaidAnswerFile.Answer(
        run: "r1",
        record: StepRecord(name: "submit", ordinal: 2, paid: true, phase: .succeeded, result: ["task_id": "t1"]),
        taskID: "t1",
        secondsSinceEpoch: 1_767_615_693
    )

    init() throws { directory = try TestDirectory() }

    @Test func `an answer is read as it was written, and takes no more room than was reserved`() throws {
        try PaidAnswerFile.reserve(at: path)
        #expect(PaidAnswerFile.answer(at: path) == nil)
        try PaidAnswerFile.write(answer, to: path)
        #expect(PaidAnswerFile.answer(at: path) == answer)
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        #expect(size == PaidAnswerFile.byteCount)
    }

    @Test func `a longer answer is replaced by a shorter one`() throws {
        try PaidAnswerFile.reserve(at: path)
        var longer = answer
        longer.record.result = .string(String(repeating: "a", count: 64 << 10))
        try PaidAnswerFile.write(longer, to: path)
        try PaidAnswerFile.write(answer, to: path)
        #expect(PaidAnswerFile.answer(at: path) == answer)
    }

    @Test(arguments: [0, 1, 20, 100]) func `a cut answer is none`(_ length: Int) throws {
        try PaidAnswerFile.reserve(at: path)
        try PaidAnswerFile.write(answer, to: path)
        let bytes = try Data(contentsOf: URL(filePath: path))
        let cut = bytes.prefix(length) + Data(count: PaidAnswerFile.byteCount - length)
        try cut.write(to: URL(filePath: path))
        #expect(PaidAnswerFile.answer(at: path) == nil)
    }

    @Test func `reserving again forgets the answer`() throws {
        try PaidAnswerFile.reserve(at: path)
        try PaidAnswerFile.write(answer, to: path)
        try PaidAnswerFile.reserve(at: path)
        #expect(PaidAnswerFile.answer(at: path) == nil)
    }

    @Test func `what cannot be written is an error`() throws {
        #expect(throws: PaidAnswerFile.Failure.self) { try PaidAnswerFile.write(answer, to: path) }
        #expect(throws: PaidAnswerFile.Failure.self) { try PaidAnswerFile.reserve(at: "/nowhere/answer") }
        try PaidAnswerFile.reserve(at: path)
        var huge = answer
        huge.record.result = .string(String(repeating: "a", count: PaidAnswerFile.byteCount))
        #expect(throws: PaidAnswerFile.Failure.self) { try PaidAnswerFile.write(huge, to: path) }
        #expect(PaidAnswerFile.answer(at: path) == nil)
    }

    @Test func `a link is not followed`() throws {
        let target = try directory.write("target", "mine")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
        #expect(throws: PaidAnswerFile.Failure.self) { try PaidAnswerFile.reserve(at: path) }
        #expect(try directory.read("target") == "mine")
    }
}

struct PaidAnswersTests {
    private let directory: TestDirectory
    private let began = StepRecord(name: "submit", paid: true, phase: .began)
    private let ended = StepRecord(name: "submit", paid: true, phase: .succeeded, result: "t1")

    init() throws { directory = try TestDirectory() }

    private func reserve(_ name: String) throws -> String {
        let path = "\(directory.path)/\(name)"
        try PaidAnswerFile.reserve(at: path)
        return path
    }

    @Test func `the end of a step is written with its task`() throws {
        let (answers, path) = (PaidAnswers(), try reserve("a"))
        answers.begin(PaidAnswers.Step(began, of: "r1"), file: path)
        answers.name(task: "t1", of: "r1")
        answers.end(ended, of: "r1", at: UTCTime(secondsSinceEpoch: 7))
        #expect(
            PaidAnswerFile.answer(at: path)
                == PaidAnswerFile.Answer(run: "r1", record: ended, taskID: "t1", secondsSinceEpoch: 7)
        )
    }

    @Test func `a step of another run, name or ordinal is another one`() throws {
        let (answers, path) = (PaidAnswers(), try reserve("a"))
        answers.begin(PaidAnswers.Step(began, of: "r1"), file: path)
        answers.end(ended, of: "r2", at: UTCTime(secondsSinceEpoch: 7))
        answers.end(
            StepRecord(name: "other", paid: true, phase: .succeeded),
            of: "r1",
            at: UTCTime(secondsSinceEpoch: 7)
        )
        answers.end(
            StepRecord(name: "submit", ordinal: 1, paid: true, phase: .succeeded),
            of: "r1",
            at: UTCTime(secondsSinceEpoch: 7)
        )
        #expect(PaidAnswerFile.answer(at: path) == nil)
    }

    @Test func `a worker without a runner waits until every answer is on disk`() throws {
        let answers = PaidAnswers()
        let paths = try ["r1", "r2"].map { run in
            let path = try reserve(run)
            answers.begin(PaidAnswers.Step(began, of: run), file: path)
            return path
        }
        let ended = ended
        let thread = Thread {
            for run in ["r1", "r2"] { answers.end(ended, of: run, at: UTCTime(secondsSinceEpoch: 7)) }
        }
        thread.start()
        answers.waitForAll()
        #expect(paths.allSatisfy { PaidAnswerFile.answer(at: $0) != nil })
    }

    @Test func `without a paid step, or without patience, nothing is waited for`() throws {
        PaidAnswers().waitForAll()
        let answers = PaidAnswers(patience: .milliseconds(20))
        answers.begin(PaidAnswers.Step(began, of: "r1"), file: try reserve("a"))
        answers.waitForAll()
        #expect(PaidAnswerFile.answer(at: "\(directory.path)/a") == nil)
    }
}

struct SecretFilterTests {
    private let filter = SecretFilter([
        "ACCESS": Secret("AKLT0123"), "LONGER": Secret("AKLT0123456"), "WORD": Secret("word"), "EMPTY": Secret(""),
    ])

    @Test(arguments: [
        ("The accesskey [AKLT0123] is invalid", "The accesskey [<ACCESS>] is invalid"),
        ("AKLT0123456 AKLT0123", "<LONGER> <ACCESS>"), ("a word of it", "a word of it"), ("", ""),
    ])
    func `a secret is replaced by its name`(_ text: String, _ shown: String) {
        #expect(filter.filtered(text) == shown)
    }

    @Test func `every text of an error is filtered`() {
        let secret = "AKLT0123"
        let error = PredictionError(
            .accessDenied,
            secret,
            help: secret,
            vendor: .init(code: secret, message: secret, requestID: "r"),
            taskID: "t"
        )
        let shown = filter.filtered(error)
        #expect(!"\(shown)".contains(secret))
        #expect(shown.vendor?.requestID == "r" && shown.taskID == "t" && shown.code == .accessDenied)
        for outcome in [
            ServiceFinding.Outcome.works(secret), .warning(secret, help: secret), .fails(error),
        ] {
            #expect(!"\(filter.filtered(ServiceFinding(.keys, outcome)))".contains(secret))
        }
    }
}
