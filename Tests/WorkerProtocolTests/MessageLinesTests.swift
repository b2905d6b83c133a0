import InferenceKit
import Testing
import WorkerProtocol

struct MessageLinesTests {
    private static let events: [WorkerEvent] = [
        .ready, .unusable(PredictionError(.missingSecret, "no")),
        .progress(run: "1", ProgressUpdate("a\nb \u{1F600}", done: 1, total: 2.5, unit: .bytes)),
        .warning(run: "1", text: ""), .log(run: "1", text: "\"quoted\""), .task(run: "1", id: "7"),
        .step(number: 7, run: "1", record: StepRecord(name: "submit", paid: true, phase: .failed)),
        .step(
            number: 8,
            run: "1",
            record: StepRecord(name: "poll", ordinal: 2, paid: false, phase: .succeeded, result: ["url": "a/b"])
        ),
        .downloading(run: "1", PartialDownload(output: "video", path: "/v", entityTag: "\"v1\"", totalBytes: 1 << 40)),
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

    @Test func `values are counted before they are read`() throws {
        var lines = MessageLines<[[Int]]>(mostValues: 5)
        #expect(try lines.receive(Array("[[],[]]\n".utf8)) == [[[], []]])
        #expect(throws: MessageLines<[[Int]]>.Failure.tooManyValues(limit: 5)) {
            try lines.receive(Array("[[],[],[]]\n".utf8))
        }
        var texts = MessageLines<[String]>(mostValues: 4)
        #expect(try texts.receive(Array(#"["[,,\"{:"]"#.utf8) + [10]) == [[#"[,,"{:"#]])
    }

    @Test(arguments: [1, 2, 7, 1 << 20]) func `messages survive any division of the stream`(_ size: Int) throws {
        let stream = try Self.events.flatMap { try messageLine($0) }
        var lines = MessageLines<WorkerEvent>()
        var received: [WorkerEvent] = []
        for start in stride(from: 0, to: stream.count, by: size) {
            received += try lines.receive(stream[start..<min(start + size, stream.count)])
        }
        #expect(received == Self.events)
    }

    @Test func `a run that goes on gets back what it has on record`() throws {
        let error = PredictionError(.outcomeUnknown, "lost", vendor: .init(requestID: "r"))
        let command = WorkerCommand.predict(
            WorkerRequest(
                run: "1",
                input: ["seed": 7],
                outputPaths: ["video": "/v"],
                scratchDirectory: "/s",
                timeoutSeconds: 0.5,
                recordedSteps: [
                    RecordedStep(
                        StepRecord(name: "detect", paid: false, phase: .succeeded, result: ["a": .array([.null, 1])]),
                        isComplete: false,
                        secondsSinceEpoch: 1_767_615_693
                    ),
                    RecordedStep(
                        StepRecord(name: "submit", ordinal: 1, paid: true, phase: .unknown, error: error),
                        isComplete: true,
                        secondsSinceEpoch: 1_767_615_694
                    ),
                ],
                partialDownloads: [PartialDownload(output: "video", path: "/v", entityTag: "", totalBytes: 0)]
            )
        )
        var lines = MessageLines<WorkerCommand>()
        #expect(try lines.receive(messageLine(command)) == [command])
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
