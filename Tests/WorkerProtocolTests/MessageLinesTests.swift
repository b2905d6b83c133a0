import InferenceKit
import Testing
import WorkerProtocol

struct MessageLinesTests {
    private static let events: [WorkerEvent] = [
        .ready, .unusable(PredictionError(.missingSecret, "no")), .progress(run: "1", text: "a\nb \u{1F600}"),
        .warning(run: "1", text: ""), .log(run: "1", text: "\"quoted\""), .task(run: "1", id: "7"),
        .step(number: 7, run: "1", record: StepRecord(name: "submit", paid: true, phase: .failed)),
        .request(DryRunRequest(HTTPRequest("POST", "https://a.test", body: .bytes(Array("{\"a\":[1,null]}".utf8))))),
        .finished(run: "1", output: ["video": .object(["seconds": .double(5.5)])]),
        .failed(
            run: "1",
            error: PredictionError(
                .contentRefused,
                "no",
                help: "other",
                vendor: .init(code: "50411", httpStatus: 400, requestID: "r"),
                taskID: "t"
            )
        ),
    ]

    @Test(arguments: [1, 2, 7, 1 << 20]) func `messages survive any division of the stream`(_ size: Int) throws {
        let stream = try Self.events.flatMap { try messageLine($0) }
        var lines = MessageLines<WorkerEvent>()
        var received: [WorkerEvent] = []
        for start in stride(from: 0, to: stream.count, by: size) {
            received += try lines.receive(stream[start..<min(start + size, stream.count)])
        }
        #expect(received == Self.events)
    }

    @Test func `what is no message ends the stream`() {
        var lines = MessageLines<WorkerEvent>()
        #expect(throws: MessageLines<WorkerEvent>.Failure.unreadable(line: "hello")) {
            try lines.receive(Array("hello\n".utf8))
        }
    }

    @Test func `a line without an end is bounded`() {
        var lines = MessageLines<WorkerEvent>(limitBytes: 100)
        #expect(throws: MessageLines<WorkerEvent>.Failure.lineTooLong(limitBytes: 100)) {
            try lines.receive([UInt8](repeating: 65, count: 101))
        }
    }

    @Test func `a dry run's request leaves the signature out`() {
        let request = HTTPRequest("GET", "https://a.test", headers: ["X-Date": "now", "authorization": "secret"])
        #expect(DryRunRequest(request).headers == [["X-Date", "now"]])
    }
}
