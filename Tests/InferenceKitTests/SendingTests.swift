import InferenceKit
import TestSupport
import Testing

struct SendingTests {
    private let channel = RecordingChannel()

    private func context(_ answer: ScriptedTransport.Answer) -> PredictionContext {
        PredictionContext(
            scratchDirectory: "/nowhere",
            deadline: .seconds(60),
            outputPaths: [:],
            setup: Setup(
                secrets: [:],
                transport: ScriptedTransport([answer]),
                signer: { _ in NamingSigner() },
                time: TestTime()
            ),
            staging: NamingStaging(),
            channel: channel
        )
    }

    private let request = HTTPRequest("POST", "https://a.test/")

    /// An absent answer, and the codes that it has outside of a paid step and inside.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String { "\(code.rawValue), \(hasArrived ? "may have arrived" : "not sent")" }
        var code: TransportError.Code
        var hasArrived: Bool
        var free: PredictionError.Code
        var paid: PredictionError.Code

        var error: TransportError { TransportError(code, "gone", mayHaveReachedServer: hasArrived) }
    }

    static let cases = [
        Case(code: .connectionLost, hasArrived: true, free: .serviceUnavailable, paid: .outcomeUnknown),
        Case(code: .timedOut, hasArrived: true, free: .serviceUnavailable, paid: .outcomeUnknown),
        Case(code: .tooLarge, hasArrived: true, free: .modelFailed, paid: .outcomeUnknown),
        Case(code: .cannotConnect, hasArrived: false, free: .serviceUnavailable, paid: .serviceUnavailable),
        Case(code: .tooLate, hasArrived: false, free: .serviceUnavailable, paid: .serviceUnavailable),
        Case(code: .badURL, hasArrived: false, free: .configuration, paid: .configuration),
        Case(code: .dryRun, hasArrived: false, free: .dryRun, paid: .dryRun),
    ]

    @Test(arguments: cases) func `only a paid request that may have arrived has an unknown outcome`(_ example: Case)
        async throws
    {
        let unpaid = context(.failure(example.error))
        let free = await #expect(throws: PredictionError.self) { try await unpaid.send(request) }
        #expect(free?.code == example.free)
        let context = self.context(.failure(example.error))
        let paid = await #expect(throws: PredictionError.self) {
            try await context.step("pay", paid: true) { _ = try await context.send(request) }
        }
        #expect(paid?.code == example.paid)
        #expect(channel.steps == ["pay began", example.paid == .outcomeUnknown ? "pay unknown" : "pay failed"])
    }

    @Test(arguments: [200, 404, 500]) func `an answer with any status is an answer`(_ status: Int) async throws {
        #expect(try await context(.response(HTTPResponse(status: status))).send(request).status == status)
    }

    @Test func `a canceled run still gets the answer to a paid request, and to no other`() async throws {
        let (stream, feed) = AsyncStream.makeStream(of: Void.self)
        let context = self.context(.after({ feed.yield() }, HTTPResponse(status: 200, body: Array("t1".utf8))))
        let run = Task {
            try await context.step("pay", paid: true) {
                String(decoding: try await context.send(request).body, as: UTF8.self)
            }
        }
        for await _ in stream {
            run.cancel()
            break
        }
        #expect(try await run.value == "t1")
        let lost = self.context(.failure(TransportError(.canceled, "canceled", mayHaveReachedServer: true)))
        await #expect(throws: CancellationError.self) { try await lost.send(request) }
    }
}

struct ServiceFindingTests {
    private func findings(_ answer: ScriptedTransport.Answer) async -> [ServiceFinding] {
        let setup = Setup(
            secrets: [:],
            transport: ScriptedTransport([answer]),
            signer: { _ in NamingSigner() },
            time: TestTime(UTCTime(secondsSinceEpoch: 1_767_615_693))
        )
        return await setup.reachability(of: "https://a.test")
    }

    @Test(arguments: [
        ("Mon, 05 Jan 2026 12:21:33 GMT", "works"), ("Mon, 05 Jan 2026 12:20:34 GMT", "works"),
        ("Mon, 05 Jan 2026 12:22:33 GMT", "warning 60 s slow"), ("Mon, 05 Jan 2026 12:06:34 GMT", "warning 899 s fast"),
        ("Mon, 05 Jan 2026 12:36:33 GMT", "fails 900 s slow"), ("Mon, 05 Jan 2026 12:06:33 GMT", "fails 900 s fast"),
    ])
    func `the clock is compared with the service's`(_ date: String, _ expected: String) async throws {
        let findings = await findings(.response(HTTPResponse(status: 404, headers: ["Date": date])))
        #expect(findings.first == ServiceFinding(.network, .works("https://a.test responds")))
        #expect(findings.count == 2 && findings.last?.subject == .clock)
        let shown: String? =
            switch findings.last?.outcome {
            case .works: "works"
            case .warning(let text, _): text.replacing("this machine's clock is", with: "warning")
            case .fails(let error): error.message.replacing("this machine's clock is", with: "fails")
            case nil: nil
            }
        #expect(shown == expected)
    }

    @Test func `a service that does not answer has one finding`() async throws {
        let error = TransportError(.cannotConnect, "nothing there", mayHaveReachedServer: false)
        let findings = await findings(.failure(error))
        guard case .fails(let problem) = findings.first?.outcome else {
            Issue.record("\(findings)")
            return
        }
        #expect(findings.count == 1)
        #expect(problem.code == .serviceUnavailable)
        #expect(problem.message == "nothing there")
    }

    @Test func `a service without a time is reachable`() async throws {
        #expect(await findings(.response(HTTPResponse(status: 200))).count == 1)
    }
}
