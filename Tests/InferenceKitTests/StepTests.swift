import InferenceKit
import Synchronization
import TestSupport
import Testing

/// A step of a run that is resumed an hour after what it has on record.
struct StepTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// In the order of recording.
        var recorded: [RecordedStep]
        var paid = false
        var lifetime: Duration?
        /// What the step comes to: the result of before, of the body, or an error.
        var outcome: Outcome

        enum Outcome: Sendable, Hashable {
            case replayed
            case ran
            case fails(PredictionError.Code)
        }
    }

    static let now = UTCTime(secondsSinceEpoch: 1_767_615_693)

    static func step(
        _ name: String = "work",
        _ phase: StepRecord.Phase = .succeeded,
        paid: Bool = false,
        ordinal: Int = 0,
        result: JSONValue? = "before",
        error: PredictionError? = nil,
        whole: Bool = true,
        ago: Int64 = 3_600
    ) -> RecordedStep {
        RecordedStep(
            StepRecord(name: name, ordinal: ordinal, paid: paid, phase: phase, result: result, error: error),
            isComplete: whole,
            secondsSinceEpoch: now.secondsSinceEpoch - ago
        )
    }

    static let lost = PredictionError(.outcomeUnknown, "the answer was lost", vendor: .init(requestID: "r1"))
    static let refused = PredictionError(.serviceUnavailable, "busy")

    static let cases = [
        Case(testDescription: "a new run", recorded: [], outcome: .ran),
        Case(testDescription: "a new paid step", recorded: [], paid: true, outcome: .ran),
        Case(testDescription: "a result without a lifetime", recorded: [step(ago: 1_000_000)], outcome: .replayed),
        Case(testDescription: "fresh", recorded: [step()], lifetime: .seconds(3_601), outcome: .replayed),
        Case(testDescription: "stale", recorded: [step()], lifetime: .seconds(3_600), outcome: .ran),
        Case(testDescription: "from the future", recorded: [step(ago: -60)], lifetime: .seconds(3_600), outcome: .ran),
        Case(testDescription: "incomplete", recorded: [step(whole: false)], outcome: .ran),
        Case(
            testDescription: "stale, and served a paid step",
            recorded: [step(), step("buy", paid: true)],
            lifetime: .seconds(60),
            outcome: .replayed
        ),
        Case(
            testDescription: "incomplete, and served a paid step",
            recorded: [step(whole: false), step("buy", paid: true)],
            outcome: .replayed
        ),
        Case(
            testDescription: "stale, and made after the paid step",
            recorded: [step("buy", paid: true), step()],
            lifetime: .seconds(60),
            outcome: .ran
        ),
        Case(
            testDescription: "stale, and made between two paid steps",
            recorded: [step("first", paid: true), step(), step("buy", paid: true)],
            lifetime: .seconds(60),
            outcome: .replayed
        ),
        Case(
            testDescription: "stale, and made before and after the paid step",
            recorded: [step(), step("buy", paid: true), step()],
            lifetime: .seconds(60),
            outcome: .ran
        ),
        Case(
            testDescription: "stale, and the paid step was refused",
            recorded: [step(), step("buy", .failed, paid: true)],
            lifetime: .seconds(60),
            outcome: .ran
        ),
        Case(
            testDescription: "stale, and the last step was not paid",
            recorded: [step(), step("look")],
            lifetime: .seconds(60),
            outcome: .ran
        ),
        Case(testDescription: "failed", recorded: [step("work", .failed, error: refused)], outcome: .ran),
        Case(testDescription: "begun", recorded: [step("work", .began)], outcome: .ran),
        Case(testDescription: "made anew and cut short", recorded: [step(), step("work", .began)], outcome: .ran),
        Case(testDescription: "of another ordinal", recorded: [step(ordinal: 1)], outcome: .ran),
        Case(testDescription: "of another name", recorded: [step("other")], outcome: .ran),
        Case(testDescription: "of another type", recorded: [step(result: ["a", "b"])], outcome: .ran),
        Case(testDescription: "too large to be kept", recorded: [step(result: nil)], outcome: .ran),
        Case(testDescription: "paid", recorded: [step(paid: true)], paid: true, outcome: .replayed),
        Case(
            testDescription: "paid, stale and incomplete",
            recorded: [step(paid: true, whole: false, ago: 1_000_000)],
            paid: true,
            lifetime: .seconds(1),
            outcome: .replayed
        ),
        Case(testDescription: "paid once, free now", recorded: [step(paid: true, whole: false)], outcome: .replayed),
        Case(testDescription: "refused", recorded: [step("work", .failed, paid: true)], paid: true, outcome: .ran),
        Case(
            testDescription: "paid and begun",
            recorded: [step("work", .began, paid: true)],
            paid: true,
            outcome: .fails(.outcomeUnknown)
        ),
        Case(
            testDescription: "paid and begun, free now",
            recorded: [step("work", .began, paid: true)],
            outcome: .fails(.outcomeUnknown)
        ),
        Case(
            testDescription: "paid and lost",
            recorded: [step("work", .unknown, paid: true, error: lost)],
            paid: true,
            outcome: .fails(.outcomeUnknown)
        ),
        Case(
            testDescription: "paid and lost with an error of the model's own",
            recorded: [step("work", .unknown, paid: true, error: refused)],
            paid: true,
            outcome: .fails(.outcomeUnknown)
        ),
        Case(
            testDescription: "paid, and of another type",
            recorded: [step(paid: true, result: ["a", "b"])],
            paid: true,
            outcome: .fails(.modelFailed)
        ),
        Case(
            testDescription: "another paid step has succeeded",
            recorded: [step("buy", paid: true)],
            paid: true,
            outcome: .fails(.modelFailed)
        ),
        Case(
            testDescription: "another paid step is lost",
            recorded: [step("buy", .began, paid: true)],
            paid: true,
            outcome: .fails(.outcomeUnknown)
        ),
        Case(testDescription: "free, and a paid step is ahead", recorded: [step("buy", paid: true)], outcome: .ran),
    ]

    @Test(arguments: cases) func `what is on record decides about a step`(_ example: Case) async throws {
        let run = Run(example.recorded)
        var outcome: Case.Outcome?
        do {
            let result = try await run.context.step("work", paid: example.paid, lifetime: example.lifetime) { "now" }
            outcome = result == "now" ? .ran : result == "before" ? .replayed : nil
        } catch let error as PredictionError {
            outcome = .fails(error.code)
        }
        #expect(outcome == example.outcome)
        #expect(run.channel.steps == (outcome == .ran ? ["work began", "work succeeded"] : []))
    }

    @Test func `what was recorded of a lost step is reported again`() async {
        let run = Run([Self.step("buy", .unknown, paid: true, error: Self.lost)])
        let error = await #expect(throws: PredictionError.self) { try await run.context.step("buy", paid: true) { 1 } }
        #expect(error == Self.lost)
    }

    /// A result that has its service's id in a member.
    struct Order: Codable, Sendable, Hashable {
        var id: String
        var price: Double?
    }

    @Test func `a task that the user knows settles a lost step, in each form of a result`() async throws {
        var lost = Self.step("buy", .unknown, paid: true, error: Self.lost)
        lost.knownTask = "t7"
        let text = Run([lost])
        #expect(try await text.context.step("buy", paid: true) { "now" } == "t7")
        #expect(text.channel.records.map(\.phase) == [.succeeded])
        #expect(text.channel.records.map(\.result) == ["t7"])
        // What follows may be paid for.
        #expect(try await text.context.step("wrap", paid: true) { "now" } == "now")
        let object = Run([lost])
        #expect(try await object.context.step("buy", paid: true) { Order(id: "now") } == Order(id: "t7"))
        let own = Run([lost])
        let made = try await own.context.step("buy", paid: true, fromTask: { [$0, "made"] }) { ["now"] }
        #expect(made == ["t7", "made"])
        let number = Run([lost])
        let error = await #expect(throws: PredictionError.self) {
            try await number.context.step("buy", paid: true) { 1 }
        }
        #expect(error?.message == "the model cannot continue the paid step 'buy' from the task 't7' alone")
        #expect(number.channel.records.isEmpty)
    }

    @Test func `a step that was cut short is reported with its time`() async {
        let run = Run([Self.step("buy", .began, paid: true)])
        let error = await #expect(throws: PredictionError.self) { try await run.context.step("buy", paid: true) { 1 } }
        #expect(
            error?.message
                == "the paid step 'buy' began at 2026-01-05T11:21:33Z, and its outcome was never recorded: "
                + "it may or may not have been accepted and charged"
        )
    }

    @Test func `steps of one name are distinguished by how many have succeeded`() async throws {
        let run = Run([Self.step(result: 1), Self.step(ordinal: 1, result: 2)])
        var results: [Int] = []
        for _ in 0..<3 { results.append(try await run.context.step("work") { 3 }) }
        #expect(results == [1, 2, 3])
        #expect(run.channel.records.map(\.ordinal) == [2, 2])
    }

    @Test func `a step that failed is begun again with its ordinal`() async throws {
        let run = Run([])
        _ = try await run.context.step("work") { 1 }
        await #expect(throws: PredictionError.self) {
            try await run.context.step("work") { () async throws -> Int in throw Self.refused }
        }
        _ = try await run.context.step("work") { 2 }
        #expect(run.channel.records.map(\.ordinal) == [0, 0, 1, 1, 1, 1])
        #expect(run.channel.records.map(\.result) == [nil, 1, nil, nil, nil, 2])
        #expect(run.channel.records[3].error == Self.refused)
    }

    @Test func `a paid step may follow another that was replayed`() async throws {
        let run = Run([Self.step("buy", paid: true)])
        #expect(try await run.context.step("buy", paid: true) { "now" } == "before")
        #expect(try await run.context.step("buy", paid: true) { "now" } == "now")
        #expect(try await run.context.step("wrap", paid: true) { "now" } == "now")
    }

    @Test func `steps of two names may be under way at once`() async throws {
        let run = Run([Self.step("left"), Self.step("buy", paid: true)])
        async let left = run.context.step("left") { "now" }
        async let right = run.context.step("right") { "now" }
        async let bought = run.context.step("buy", paid: true) { "now" }
        #expect(try await [left, right, bought] == ["before", "now", "before"])
    }

    @Test func `a step within a step of its name is refused`() async throws {
        let run = Run([])
        let error = await #expect(throws: PredictionError.self) {
            try await run.context.step("work") { try await run.context.step("work") { 1 } }
        }
        #expect(error?.message == "the model began the step 'work' while it was running")
        #expect(try await run.context.step("work") { 2 } == 2)
    }

    @Test func `a step without a result is done once`() async throws {
        let first = Run([])
        try await first.context.step("work") { first.context.log("done") }
        let second = Run(first.channel.recorded(at: Self.now))
        try await second.context.step("work") { second.context.log("done") }
        #expect(first.channel.reports == [.log("done")])
        #expect(second.channel.reports.isEmpty)
    }

    @Test func `a paid result that cannot be read is said to be unreadable, not to be missing`() async throws {
        let run = Run([Self.step("buy", paid: true, result: "text")])
        let error = await #expect(throws: PredictionError.self) { try await run.context.step("buy", paid: true) { 1 } }
        #expect(error?.message.contains("its result does not have the form") == true)
        #expect(run.channel.steps.isEmpty)
    }

    @Test func `results of every form come back as they were`() async throws {
        struct Result: Codable, Sendable, Hashable {
            var text = "a/ü\"\n"
            var whole = Int.min
            var half: Double = 0.1
            var none: String?
            var time = UTCTime(secondsSinceEpoch: 7)
        }
        let first = Run([])
        _ = try await first.context.step("one") { Result() }
        _ = try await first.context.step("two") { Int?.none }
        _ = try await first.context.step("three") { [Result(none: "x")] }
        let second = Run(first.channel.recorded(at: Self.now))
        #expect(try await second.context.step("one") { Result(text: "") } == Result())
        #expect(try await second.context.step("two") { Int?.some(1) } == nil)
        #expect(try await second.context.step("three") { [Result]() } == [Result(none: "x")])
    }

    @Test(arguments: ["pay", "pay more"])
    func `after a paid step with an unknown outcome nothing is paid for in the same run`(_ next: String) async throws {
        struct Broken: Error {}
        let run = Run([])
        await #expect(throws: Broken.self) {
            try await run.context.step("pay", paid: true) { throw Broken() }
        }
        let error = await #expect(throws: PredictionError.self) { try await run.context.step(next, paid: true) {} }
        #expect(error?.code == .outcomeUnknown)
        try await run.context.step("free") {}
        #expect(run.channel.steps == ["pay began", "pay unknown", "free began", "free succeeded"])
    }

    @Test func `a paid body has 20 s from its record to send its request, and a free one has no limit`() async throws {
        let run = Run([])
        let before = ContinuousClock.now
        let limit = try await run.context.step("pay", paid: true) { PaidStep.sendLimit.map { $0 - before } ?? .zero }
        #expect(limit >= .seconds(20) && limit < .seconds(21))
        #expect(try await run.context.step("work") { PaidStep.sendLimit == nil })
        #expect(PaidStep.sendLimit == nil)
    }

    @Test func `the time to send counts from before the record, which another process may have seen by then`()
        async throws
    {
        let recorded = Mutex<ContinuousClock.Instant?>(nil)
        let run = Run([]) { record in
            if record.phase == .began { recorded.withLock { $0 = .now } }
            return false
        }
        let limit = Mutex<ContinuousClock.Instant?>(nil)
        _ = try await run.context.step("pay", paid: true) {
            limit.withLock { $0 = PaidStep.sendLimit }
            return "paid"
        }
        let sent = try #require(limit.withLock { $0 })
        #expect(try sent - .seconds(20) <= #require(recorded.withLock { $0 }))
    }

    @Test func `a result that JSON cannot hold, or that is too large, is not kept`() async throws {
        let run = Run([])
        #expect(try await run.context.step("work") { Double.infinity } == .infinity)
        let large = String(repeating: "x", count: 64 << 10)
        #expect(try await run.context.step("read") { large } == large)
        #expect(run.channel.records.allSatisfy { $0.result == nil })
        #expect(run.channel.steps == ["work began", "work succeeded", "read began", "read succeeded"])
    }
}

/// A run with steps on record.
struct Run {
    let channel: RecordingChannel
    let context: PredictionContext

    init(
        _ recorded: [RecordedStep],
        staging: any Staging = NamingStaging(),
        refuses: @escaping @Sendable (StepRecord) -> Bool = { _ in false }
    ) {
        channel = RecordingChannel(refuses: refuses)
        context = PredictionContext(
            scratchDirectory: "/nowhere",
            deadline: .seconds(60),
            outputPaths: [:],
            setup: Setup(
                secrets: [:],
                transport: ScriptedTransport([]),
                signer: { _ in NamingSigner() },
                time: TestTime(StepTests.now)
            ),
            staging: staging,
            channel: channel,
            recordedSteps: recorded
        )
    }
}
