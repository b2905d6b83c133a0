import InferenceKit
import Synchronization
import TestSupport
import Testing

@testable import VisionHelper

struct SubmitTests {
    @Test func `a submission is one signed POST of the form`() async throws {
        let vision = try VisionFixture([.submitted])
        let task = try await vision.submit()
        #expect(task == VisionTask(id: "t1", reqKey: "the_model", submitted: vision.time.now, requestID: "r0"))
        let request = try #require(vision.transport.requests.first)
        #expect(request.method == "POST")
        #expect(request.url == "https://cv.byteplusapi.com/?Action=CVSubmitTask&Version=2024-06-06")
        #expect(request.headers["Content-Type"] == "application/json")
        #expect(request.headers["Authorization"] == "access ap-singapore-1/cv")
        #expect(request.body == .bytes(Array(#"{"image_url":"https://a.test/i.jpg","req_key":"the_model"}"#.utf8)))
        #expect(vision.channel.steps == ["submit began", "submit succeeded"])
        #expect(vision.channel.reports.contains(.task("t1")))
    }

    /// What may come of a submission that is not a clear yes or no.
    static let lostAnswers: [ScriptedTransport.Answer] = [
        .lost(.connectionLost), .lost(.timedOut), .lost(.stalled), .lost(.canceled), .lost(.other),
        .service(50500, status: 500), .service(50501, status: 500),
        .gateway("InternalError", status: 500), .gateway("InternalServiceTimeout", status: 504),
        .gateway("NeverHeardOf", status: 502),
        .json("<html>502</html>", status: 502), .json("", status: 503), .json("{\"code\":10000,\"da", status: 200),
        .json("<html>", status: 408), .json("", status: 499), .service(50502, status: 500),
        .json(#"{"code":10000,"data":{"task_id":"a\u001b[31mb"}}"#),
        .json(#"{"code":10000,"data":null}"#), .json(#"{"code":10000,"data":{"task_id":""}}"#),
    ]

    @Test(arguments: lostAnswers.indices)
    func `a submission whose answer is lost is never sent again`(_ index: Int) async throws {
        let vision = try VisionFixture([Self.lostAnswers[index], .submitted, .submitted])
        let error = await predictionError { _ = try await vision.submit() }
        #expect(error?.code == .outcomeUnknown)
        #expect(vision.transport.requests.count == 1)
        #expect(vision.channel.steps == ["submit began", "submit unknown"])
    }

    /// Refusals which say that nothing was accepted and that time mends.
    static let passingRefusals: [ScriptedTransport.Answer] = [
        .lost(.cannotConnect, reached: false), .lost(.nameNotResolved, reached: false),
        .lost(.timedOut, reached: false),
        .service(50429, status: 429), .service(50429, status: 200), .service(50430, status: 429),
        .service(50430, status: 200), .gateway("FlowLimitExceeded", status: 429),
        .gateway("FailToConnect", status: 502), .gateway("ServiceUnavailableTemp", status: 503),
        .json("slow down", status: 429),
    ]

    @Test(arguments: passingRefusals.indices)
    func `a submission that was surely not accepted is sent again`(_ index: Int) async throws {
        let vision = try VisionFixture([Self.passingRefusals[index], Self.passingRefusals[index], .submitted])
        #expect(try await vision.submit().id == "t1")
        #expect(vision.transport.requests.count == 3)
        #expect(vision.time.waits.count == 2)
        #expect(vision.time.waits.allSatisfy { $0 > .zero })
    }

    @Test func `attempts are bounded, and their waits grow`() async throws {
        let vision = try VisionFixture(Array(repeating: .service(50429, status: 429), count: 50))
        let error = await predictionError { _ = try await vision.submit() }
        #expect(error?.code == .serviceUnavailable)
        #expect(error?.vendor?.code == "50429")
        #expect(vision.transport.requests.count == 8)
        #expect(vision.time.waits == [1, 2, 4, 8, 16, 30, 30].map { .seconds($0) })
    }

    @Test func `a free slot is waited for until the deadline`() async throws {
        let vision = try VisionFixture(
            Array(repeating: .service(50430, status: 429), count: 500),
            timeout: .seconds(600)
        )
        let error = await predictionError { _ = try await vision.submit() }
        #expect(error?.code == .deadlineExceeded)
        #expect(vision.transport.requests.count > 15)
        #expect(vision.time.uptime <= .seconds(600))
        #expect(vision.channel.reports.contains(.progress(ProgressUpdate("waiting for a free slot"))))
    }

    @Test(arguments: ["17", "Mon, 05 Jan 2026 12:21:50 GMT"])
    func `Retry-After is honoured in both forms`(_ value: String) async throws {
        let vision = try VisionFixture([
            .service(50429, status: 429, headers: ["Retry-After": value]), .submitted,
        ])
        _ = try await vision.submit()
        #expect(vision.time.waits == [.seconds(17)])
    }

    @Test func `a Retry-After beyond the deadline ends the run at once`() async throws {
        let vision = try VisionFixture(
            [.service(50429, status: 429, headers: ["Retry-After": "900"]), .submitted],
            timeout: .seconds(600)
        )
        let error = await predictionError { _ = try await vision.submit() }
        #expect(error?.code == .deadlineExceeded)
        #expect(vision.time.waits.isEmpty)
    }

    @Test func `the clock is corrected once from the Date header`() async throws {
        let refusal = ScriptedTransport.Answer.gateway(
            "InvalidTimestamp",
            status: 400,
            headers: ["Date": "Mon, 05 Jan 2026 14:21:33 GMT"]
        )
        let vision = try VisionFixture([refusal, .submitted])
        _ = try await vision.submit()
        #expect(vision.transport.requests.map { $0.headers["X-Date"] } == ["20260105T122133Z", "20260105T142133Z"])
        #expect(vision.time.waits.isEmpty)

        let hopeless = try VisionFixture([refusal, refusal, .submitted])
        let error = await predictionError { _ = try await hopeless.submit() }
        #expect(error?.code == .configuration)
        #expect(hopeless.transport.requests.count == 2)
    }

    @Test func `canceling waits for the answer of a submission under way`() async throws {
        let (stream, feed) = AsyncStream.makeStream(of: Void.self)
        let vision = try VisionFixture([
            .after(
                { feed.yield() },
                HTTPResponse(status: 200, body: Array(#"{"code":10000,"data":{"task_id":"t1"}}"#.utf8))
            )
        ])
        let submission = Task { try await vision.submit() }
        for await _ in stream {
            submission.cancel()
            break
        }
        #expect(try await submission.value.id == "t1")
    }

    private static let accepted = HTTPResponse(
        status: 200,
        body: Array(#"{"code":10000,"data":{"task_id":"t1"}}"#.utf8)
    )

    @Test func `the exchange of a submission does not notice that its run is canceled`() async throws {
        let handle = Mutex<Task<VisionTask, any Error>?>(nil)
        let isCanceled = Mutex(true)
        let vision = try VisionFixture([
            .after(
                {
                    handle.withLock { $0 }?.cancel()
                    isCanceled.withLock { $0 = Task.isCancelled }
                },
                Self.accepted
            )
        ])
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let submission = Task {
            for await _ in gate { break }
            return try await vision.submit()
        }
        handle.withLock { $0 = submission }
        opener.yield()
        #expect(try await submission.value.id == "t1")
        #expect(submission.isCancelled)
        #expect(isCanceled.withLock { $0 } == false)
    }

    @Test func `a submission has its own time, also shortly before the deadline, and a question has not`() async throws
    {
        let submitting = try VisionFixture([.response(Self.accepted)], timeout: .seconds(5))
        #expect(try await submitting.submit().id == "t1")
        #expect(submitting.transport.requests.map(\.timeout) == [VisionAction.submitTask.timeout])
        #expect(VisionAction.submitTask.timeout > .seconds(5))
        let asking = try VisionFixture([.response(Self.accepted)], timeout: .seconds(5))
        _ = try? await asking.video()
        #expect(asking.transport.requests.first.map { $0.timeout <= .seconds(5) } == true)
    }

    @Test func `nothing is submitted after the deadline`() async throws {
        let vision = try VisionFixture([.response(Self.accepted)], timeout: .zero)
        let error = await #expect(throws: PredictionError.self) { try await vision.submit() }
        #expect(error?.code == .deadlineExceeded)
        #expect(vision.transport.requests.isEmpty)
    }
}
