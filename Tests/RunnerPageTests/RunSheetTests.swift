import Foundation
import InferenceKit
import RunStore
import RunnerPage
import Testing

struct RunSheetTests {
    private static let start = Date(timeIntervalSince1970: 1_796_000_000)

    private static func run(_ status: RunStatus, isDriven: Bool = false) -> Run {
        var run = Run(
            id: RunID(milliseconds: start.milliseconds, random: 7),
            model: RunModel(name: "a/one", directory: "/srv/models/one", key: "k"),
            input: RunInput(given: ["text": "x"], checked: [:], files: [], fingerprint: "f"),
            places: [],
            replacesFiles: false,
            service: RunService(endpoint: nil, staging: nil, usesOwnEmulator: false, isCharged: true),
            timeout: .seconds(60),
            estimate: .usd(0.69),
            created: start
        )
        run.status = status
        run.started = start
        if isDriven {
            let expires = start.addingTimeInterval(60)
            run.lease = RunLease(run: run.id, owner: .current, token: 1, acquired: start, expires: expires)
        }
        return run
    }

    @Test(
        arguments: [
            (.queued, false, [.resume, .cancel]), (.queued, true, [.cancel]), (.starting, true, [.cancel]),
            (.processing, true, [.cancel]),
            (.processing, false, [.resume, .cancel]), (.succeeded, false, [.again]), (.failed, false, [.again]),
            (.canceled, false, [.again]), (.unknown, false, [.resubmit]),
        ] as [(RunStatus, Bool, [RunAction])]
    )
    func `what can be done follows from the status, and from whether somebody drives the run`(
        status: RunStatus,
        isDriven: Bool,
        actions: [RunAction]
    ) {
        #expect(Self.run(status, isDriven: isDriven).actions(at: Self.start) == actions)
    }

    @Test func `a run that some process takes up without being asked is not resumed`() {
        var enqueued = Self.run(.processing)
        enqueued.isEnqueued = true
        var accepted = Self.run(.queued)
        accepted.caller = "shop"
        for run in [enqueued, accepted] { #expect(run.actions(at: Self.start) == [.cancel]) }
        var emulated = Self.run(.processing)
        emulated.service.usesOwnEmulator = true
        #expect(emulated.actions(at: Self.start) == [.again])
    }

    @Test func `a run that is being canceled is not canceled again`() {
        var run = Self.run(.processing, isDriven: true)
        run.isCancelRequested = true
        #expect(run.actions(at: Self.start) == [])
    }

    @Test func `earlier runs say how long a run still takes`() {
        let earlier = [10.0, 30, 20].map { seconds in
            var run = Self.run(.succeeded)
            run.ended = Self.start.addingTimeInterval(seconds)
            return run
        }
        let run = Self.run(.processing, isDriven: true)
        let later = RunOutlook(run, nil, earlier: earlier, now: Self.start.addingTimeInterval(5))
        #expect(later.fraction == 0.25 && later.remainingSeconds == 15)
        let late = RunOutlook(run, nil, earlier: earlier, now: Self.start.addingTimeInterval(500))
        #expect(late.fraction == 0.97 && late.remainingSeconds == nil)
        let update = ProgressUpdate("downloading", done: 1, total: 4)
        #expect(RunOutlook(run, update, earlier: [], now: Self.start).fraction == 0.25)
        #expect(RunOutlook(run, nil, earlier: [], now: Self.start).fraction == nil)
        #expect(RunOutlook(Self.run(.queued), nil, earlier: earlier, now: Self.start).remainingSeconds == 20)
        #expect(RunOutlook(Self.run(.succeeded), nil, earlier: earlier, now: Self.start).fraction == 1)
    }

    @Test func `a sheet has the steps, and nothing of where the model lies`() {
        var run = Self.run(.failed)
        run.failure = RunFailure(
            code: "model-failed",
            message: "the model in '/srv/models/one' failed",
            vendor: PredictionError.VendorDetail(message: "no", requestID: "R1"),
            exitStatus: 70
        )
        run.ended = Self.start
        let record = StepRecord(name: "submit", ordinal: 0, paid: true, phase: .began)
        let step = RunStep(record: record, attempt: 1, began: Self.start, ended: nil)
        let summary = RunSummary(run, progress: nil, earlier: [], now: Self.start)
        let sheet = RunSheet(summary, steps: [step], log: ["in /srv/models/one"]).members
        #expect(sheet["failure"]?["message"] == "the model in 'a/one' failed")
        #expect(sheet["log"] == ["in a/one"])
        #expect(sheet["request_id"] == "R1")
        #expect(sheet["steps"]?.array?.first?["outcome"] == "unknown")
        #expect(sheet["cost"]?["text"] == "-")
        #expect(!JSONValue.object(sheet).text.contains("/srv/"))
    }
}
