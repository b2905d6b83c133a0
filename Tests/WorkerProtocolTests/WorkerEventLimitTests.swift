import InferenceKit
import Testing
import WorkerProtocol

/// Messages that a hostile model writes itself.
struct WorkerEventLimitTests {
    private static let long = String(repeating: "a", count: 1 << 20)
    /// One character of many bytes.
    private static let tall = "e" + String(repeating: "\u{301}", count: 1 << 20)
    private static let error = PredictionError(
        PredictionError.Code(rawValue: long),
        long,
        help: tall,
        vendor: PredictionError.VendorDetail(code: long, message: tall, requestID: long),
        taskID: long
    )

    @Test(arguments: [
        WorkerEvent.unusable(error), .failed(run: "1", error: error), .task(run: "1", id: long),
        .progress(run: "1", ProgressUpdate(tall)), .log(run: "1", text: long), .warning(run: "1", text: tall),
        .step(
            number: 1,
            run: "1",
            record: StepRecord(name: "submit", paid: true, phase: .unknown, error: error)
        ),
    ])
    func `texts have a length that can be read and stored`(_ event: WorkerEvent) {
        #expect(String(describing: event.limited).utf8.count < 8 * (WorkerEvent.textBytes + 100))
    }

    @Test func `what the kit sends stays as it is`() {
        let text = String(repeating: "a", count: WorkerEvent.textBytes)
        let error = PredictionError(.taskFailed, text, help: "é", vendor: .init(code: "1"), taskID: "t")
        for event in [
            WorkerEvent.failed(run: "1", error: error), .log(run: "1", text: text),
            .usage(run: "1", ServiceUsage(tokens: 5)), .finished(run: "1", output: ["a": "b"]),
        ] {
            #expect(event.limited == event)
        }
    }

    @Test func `what a service charges for can be added up`() {
        guard case .usage(_, let most) = WorkerEvent.usage(run: "1", ServiceUsage(tokens: .max, images: -5)).limited
        else {
            Issue.record("another event")
            return
        }
        #expect((most + most).tokens == 1 << 41)
        #expect(most.images == 0)
    }

    @Test(arguments: [
        ("task-failed", "task-failed"), ("odd-404", "odd-404"), ("", "model-failed"), ("Key/1", "model-failed"),
        ("-a", "model-failed"), ("a\nb", "model-failed"), (String(repeating: "a", count: 65), "model-failed"),
    ])
    func `a code is a name`(code: String, counts: String) {
        let error = PredictionError(.init(rawValue: code), "no")
        let expected = PredictionError(.init(rawValue: counts), "no")
        #expect(WorkerEvent.failed(run: "1", error: error).limited == .failed(run: "1", error: expected))
    }
}
