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

    @Test func `money of unknown fate outranks everything but an interruption`() {
        for status in ExitStatus.allCases where status != .interrupted {
            #expect(ExitStatus.worse(status, .outcomeUnknown) == .outcomeUnknown)
        }
        #expect(ExitStatus.worse(.outcomeUnknown, .interrupted) == .interrupted)
        #expect(ExitStatus.worse(.unfinished, .usage) == .usage)
    }
}
