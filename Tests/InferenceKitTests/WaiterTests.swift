import InferenceKit
import TestSupport
import Testing

/// Waiting for a service's work, and trying again, on a clock that does not wait.
struct WaiterTests {
    private let time = TestTime()
    private let channel = RecordingChannel()

    private func context(timeout: Duration = .seconds(3_600)) -> PredictionContext {
        PredictionContext(
            scratchDirectory: "/nowhere",
            deadline: timeout,
            outputPaths: [:],
            setup: Setup(
                secrets: [:],
                transport: ScriptedTransport([]),
                signer: { _ in NamingSigner() },
                time: time,
                random: { 1 }
            ),
            staging: NamingStaging(),
            channel: channel
        )
    }

    @Test func `pauses grow from the first interval to the longest`() async throws {
        var asked = 0
        let result = try await Waiter(firstInterval: .seconds(4), longestInterval: .seconds(6)).wait(context()) {
            asked += 1
            return asked == 5 ? .done("here") : .pending(ProgressUpdate("state \(asked)"))
        }
        #expect(result == "here")
        #expect(time.waits == [4, 5, 6, 6].map { .seconds($0) })
        #expect(channel.reports == (1...4).map { .progress(ProgressUpdate("state \($0)")) })
    }

    @Test func `the deadline ends the wait with the last answer, at the time and not later`() async throws {
        let error = await #expect(throws: PredictionError.self) {
            try await Waiter().wait(context(timeout: .seconds(20))) {
                .pending(ProgressUpdate("queued")) as Waiter.Answer<Int>
            }
        }
        #expect(error?.code == .deadlineExceeded)
        #expect(error?.message == "the run's time limit was reached while the task was still 'queued' at the service")
        #expect(time.uptime == .seconds(20))
    }

    @Test func `a question that fails is asked again, each with the whole patience`() async throws {
        var asked = 0
        let waiter = Waiter(patience: RetryPolicy(attempts: 3, firstDelay: .seconds(1)))
        _ = try await waiter.wait(context()) {
            asked += 1
            if asked % 3 != 0 { throw PredictionError(.serviceUnavailable, "busy") }
            return asked == 9 ? .done(1) : .pending(ProgressUpdate("working"))
        }
        #expect(asked == 9)
        let error = await #expect(throws: PredictionError.self) {
            try await waiter.wait(context()) { () async throws -> Waiter.Answer<Int> in
                asked += 1
                throw PredictionError(.serviceUnavailable, "busy")
            }
        }
        #expect(error?.code == .serviceUnavailable)
        #expect(asked == 12)
    }

    @Test func `canceling the run ends the wait`() async throws {
        let context = context()
        let run = Task {
            try await Waiter().wait(context) {
                withUnsafeCurrentTask { $0?.cancel() }
                return .pending(ProgressUpdate("working")) as Waiter.Answer<Int>
            }
        }
        await #expect(throws: CancellationError.self) { try await run.value }
    }
}

struct RetryingTests {
    /// An error of an attempt, and how often the attempt is made.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var error: any Error
        var attempts: Int
    }

    static let cases = [
        Case(testDescription: "unavailable", error: PredictionError(.serviceUnavailable, "x"), attempts: 3),
        Case(testDescription: "refused", error: PredictionError(.accessDenied, "x"), attempts: 1),
        Case(testDescription: "outcome unknown", error: PredictionError(.outcomeUnknown, "x"), attempts: 1),
        Case(
            testDescription: "never sent",
            error: TransportError(.cannotConnect, "x", mayHaveReachedServer: false),
            attempts: 3
        ),
        Case(
            testDescription: "may have arrived",
            error: TransportError(.connectionLost, "x", mayHaveReachedServer: true),
            attempts: 1
        ),
        Case(testDescription: "dry run", error: TransportError(.dryRun, "x", mayHaveReachedServer: false), attempts: 1),
        Case(testDescription: "canceled", error: CancellationError(), attempts: 1),
    ]

    private let time = TestTime()
    private let channel = RecordingChannel()

    private func context(timeout: Duration) -> PredictionContext {
        PredictionContext(
            scratchDirectory: "/nowhere",
            deadline: timeout,
            outputPaths: [:],
            setup: Setup(
                secrets: [:],
                transport: ScriptedTransport([]),
                signer: { _ in NamingSigner() },
                time: time,
                random: { 1 }
            ),
            staging: NamingStaging(),
            channel: channel
        )
    }

    @Test(arguments: cases) func `only what cannot have been accepted is tried again`(_ example: Case) async throws {
        var attempts = 0
        await #expect(throws: (any Error).self) {
            try await context(timeout: .seconds(600)).retrying(RetryPolicy(attempts: 3)) {
                attempts += 1
                throw example.error
            }
        }
        #expect(attempts == example.attempts)
    }

    @Test func `a pause that the service asks for is kept, and logged with the reason`() async throws {
        var attempts = 0
        try await context(timeout: .seconds(600)).retrying {
            attempts += 1
            guard attempts == 1 else { return }
            var error = PredictionError(.serviceUnavailable, "busy")
            error.retryAfter = .seconds(17)
            throw error
        }
        #expect(time.waits == [.seconds(17)])
        #expect(channel.reports == [.log("busy; trying again in 17 s")])
    }

    @Test func `a pause longer than the run says what the service asks for`() async throws {
        let error = await #expect(throws: PredictionError.self) {
            try await context(timeout: .seconds(3_600)).retrying {
                var error = PredictionError(.serviceUnavailable, "busy")
                error.retryAfter = .seconds(86_400)
                throw error
            }
        }
        #expect(error?.code == .deadlineExceeded)
        #expect(
            error?.message
                == "the service asks to wait 24 h before the next attempt, but the run has only 60 min left; its last response was: busy"
        )
        #expect(time.waits.isEmpty)
    }

    @Test func `without time for another attempt, the failure itself is reported`() async throws {
        let error = await #expect(throws: PredictionError.self) {
            try await context(timeout: .seconds(3)).retrying(RetryPolicy(attempts: 9, firstDelay: .seconds(2))) {
                throw PredictionError(.serviceUnavailable, "busy")
            }
        }
        #expect(error?.code == .serviceUnavailable)
        #expect(time.waits == [.seconds(2)])
    }

    @Test func `each attempt of a paid step is on record, and a lost answer ends them`() async throws {
        var attempts = 0
        let context = context(timeout: .seconds(600))
        let error = await #expect(throws: PredictionError.self) {
            try await context.retrying {
                try await context.step("submit", paid: true) {
                    attempts += 1
                    throw PredictionError(attempts == 1 ? .serviceUnavailable : .outcomeUnknown, "no")
                }
            }
        }
        #expect(error?.code == .outcomeUnknown)
        #expect(channel.steps == ["submit began", "submit failed", "submit began", "submit unknown"])
    }
}
