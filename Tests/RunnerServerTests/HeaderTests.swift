import InferenceKit
import RunnerServer
import Testing

struct HeaderTests {
    @Test(arguments: [
        ("wait", "wait", 55_000), ("wait=1", "wait=1", 700), ("wait=60", "wait=60", 59_700),
        ("respond-async, wait=10", "wait=10", 9_700), ("Wait = 5; x=y", "wait=5", 4_700),
    ])
    func `a wait ends a little before the client gives up`(_ header: String, _ applied: String, _ milliseconds: Int)
        throws
    {
        let wait = try #require(try WaitPreference(header))
        #expect(wait.applied == applied && wait.limit == .milliseconds(milliseconds))
    }

    @Test(arguments: [nil, "", "respond-async", "handling=strict"])
    func `without 'wait' there is no wait`(_ header: String?) throws {
        #expect(try WaitPreference(header) == nil)
    }

    @Test(arguments: ["wait=0", "wait=61", "wait=", "wait=-1", "wait=1.5", "wait=x"])
    func `a wait is from 1 to 60 seconds`(_ header: String) {
        #expect(throws: Problem.self) { try WaitPreference(header) }
    }

    @Test(arguments: [
        ("5s", 5), ("90s", 90), ("30", 30), ("5m", 300), ("1h30m45s", 5_445), ("2h", 7_200), ("1h5s", 3_605),
        ("168h", 604_800),
    ])
    func `Cancel-After is a time`(_ header: String, _ seconds: Int) throws {
        #expect(try CancelAfter.duration(header) == .seconds(seconds))
    }

    @Test(arguments: ["", "4s", "4", "soon", "1m1h", "-5s", "+5", "5ss", "1.5h", "169h", "99999999999999999999s"])
    func `anything else is refused`(_ header: String) throws {
        #expect(throws: Problem.self) { try CancelAfter.duration(header) }
    }

    @Test func `progress is shown in the form that clients read`() {
        let downloading = ProgressUpdate("downloading", done: 4, total: 10, unit: .bytes)
        #expect(ProgressText.line(downloading) == "40%|####      | 4/10 downloading")
        #expect(
            ProgressText.line(ProgressUpdate("thinking", done: 0.25, unit: .fraction))
                == "25%|##        | 25/100 thinking"
        )
        #expect(ProgressText.line(ProgressUpdate("waiting")) == "waiting")
        #expect(ProgressText.line(ProgressUpdate("odd", done: 3, total: 0)) == "odd")
        #expect(ProgressText.line(ProgressUpdate("over", done: 30, total: 10)) == "100%|##########| 30/10 over")
    }

    @Test func `an event has an id, a type, and every line of its data`() {
        let event = ServerSentEvent(id: "a-1", name: "output", data: "one\ntwo\r\nthree")
        #expect(event.text == "id: a-1\nevent: output\ndata: one\ndata: two\ndata: three\n\n")
        #expect(ServerSentEvent(id: "a-2", name: "done", data: "").text == "id: a-2\nevent: done\ndata: \n\n")
    }

    @Test(arguments: [
        ("2026-11-30T12:00:00Z", "2026-11-30T12:00:00.000Z"), ("2026-11-30T12:00:00.250Z", "2026-11-30T12:00:00.250Z"),
        ("2026-11-30T13:00:00+01:00", "2026-11-30T12:00:00.000Z"),
        ("2026-11-30T13:00:00 01:00", "2026-11-30T12:00:00.000Z"),
        ("2026-11-30", "2026-11-30T00:00:00.000Z"), ("2026-11-30T12:00:00", "2026-11-30T12:00:00.000Z"),
    ])
    func `times are read and written as in RFC 3339`(_ text: String, _ written: String) throws {
        #expect(TimeText.text(try #require(TimeText.date(text))) == written)
    }

    @Test(arguments: ["", "yesterday", "2026-13-01", "12:00", String(repeating: "1", count: 100)])
    func `anything else is no time`(_ text: String) {
        #expect(TimeText.date(text) == nil)
    }
}
