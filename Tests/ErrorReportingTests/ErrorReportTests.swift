import ErrorReporting
import InferenceKit
import Testing

struct ErrorReportTests {
    private struct Stray: Error {}

    @Test func `an error of a model keeps its code, help, vendor detail and task`() {
        let error = PredictionError(
            .accessDenied,
            "the keys were refused",
            help: "check them",
            vendor: PredictionError.VendorDetail(code: "50400", httpStatus: 401),
            taskID: "7"
        )
        let report = ErrorReport(error)
        #expect(report.code == "access-denied")
        #expect(report.message == "the keys were refused")
        #expect(report.help == "check them")
        #expect(report.vendor?.code == "50400")
        #expect(report.exitStatus == .notPermitted)
        #expect(report.taskID == "7")
    }

    @Test func `an error of a foreign type is internal, and a canceled task is an interruption`() {
        #expect(ErrorReport(Stray()).code == "internal")
        #expect(ErrorReport(Stray()).exitStatus == .failure)
        #expect(ErrorReport(CancellationError()).exitStatus == .interrupted)
    }

    @Test func `what an error repeats cannot look like another line of it`() {
        var report = ErrorReport(code: "x", message: "no file 'a\n::error::b'", exitStatus: .invalidInput)
        report.vendor = PredictionError.VendorDetail(
            code: "1\nhelp: c",
            message: "bad\r\n\u{1B}[2Jerror: d",
            requestID: "r\n"
        )
        report.logTail = ["e\n::warning::f\tg"]
        report.taskID = "7\nhelp: h"
        report.help = "did you mean 'i\nj'?\n      see 'k'"
        #expect(
            report.printed == #"""
                error: no file 'a\n::error::b'
                the service said: 1\nhelp: c bad\r\n\u{1B}[2Jerror: d, request id r\n
                last lines of the model's log:
                  | e\n::warning::f\#tg
                task: 7\nhelp: h
                help: did you mean 'i\nj'?
                      see 'k'
                """#
        )
        // Programs get what was said.
        #expect(report.json["message"] == "no file 'a\n::error::b'")
    }

    @Test func `a list of things has a line for each`() {
        let report = RunnerError(.modelChanged, "files differ:", items: ["a\nb: changed", "::c: gone"]).report
        #expect(report.printed == "error: files differ:\n  " + #"a\nb: changed"# + "\n  " + #"\u{3A}:c: gone"#)
        #expect(report.message == "files differ:\n  a\nb: changed\n  ::c: gone")
    }

    @Test func `printed JSON is the JSON of every reader, with escapes for what a terminal obeys`() throws {
        let value: JSONValue = [
            "a": .array([.null, true, false, .int(-7), .double(0.1), .double(2), .double(1e21), .double(1e-7), []]),
            "b\"\\\n": .object([:]), "ü": "漢\r\t\u{0}\u{8}/", "plain": .object(["z": 1, "y": .object(["x": "w"])]),
        ]
        #expect(value.printableText == value.text.replacing("\\b", with: "\\u0008"))
        let unsafe: JSONValue = ["x": "\u{1B}[2J\u{9B}\u{7F}\u{202E}##vso[task]", "##[": 1]
        #expect(unsafe.printableText == ##"{"#\u0023[":1,"x":"\u001b[2J\u009b\u007f\u202e#\u0023vso[task]"}"##)
        #expect(try JSONValue(parsing: Array(unsafe.printableText.utf8)) == unsafe)
        #expect(JSONValue.double(.nan).printableText == "null")
    }

    @Test(
        arguments: [
            (PredictionError.Code.invalidInput, 65), (.contentRefused, 65), (.serviceUnavailable, 69),
            (.taskFailed, 69),
            (.outputUnavailable, 69), (.modelFailed, 70), (.cannotWrite, 73), (.deadlineExceeded, 75),
            (.outcomeUnknown, 76),
            (.missingSecret, 77), (.accessDenied, 77), (.configuration, 78), (.canceled, 130), (.notCanceled, 130),
            (PredictionError.Code(rawValue: "of-a-model"), 70),
        ] as [(PredictionError.Code, Int32)]
    )
    func `each error of a model has its exit code`(code: PredictionError.Code, status: Int32) {
        #expect(ErrorReport(PredictionError(code, "x")).exitStatus.rawValue == status)
    }

    @Test func `money of unknown fate outranks everything but an interruption`() {
        for status in ExitStatus.allCases where status != .interrupted {
            #expect(ExitStatus.worse(status, .outcomeUnknown) == .outcomeUnknown)
        }
        #expect(ExitStatus.worse(.outcomeUnknown, .interrupted) == .interrupted)
        #expect(ExitStatus.worse(.unfinished, .usage) == .usage)
    }
}
