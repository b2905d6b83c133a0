package import ErrorReporting
internal import HTTPTypes
internal import InferenceKit
internal import RunQueue
internal import RunStore
internal import Spending

extension Problem {
    /// Takes what any error says.
    ///
    /// - Parameter error: An error of the core, or of this server.
    package init(_ error: any Error) {
        if let problem = error as? Problem {
            self = problem
            return
        }
        self.init(report: ErrorReport(error))
        guard let error = error as? QueueError else { return }
        switch error {
        case .full(_, let seconds):
            status = .tooManyRequests
            headers[.retryAfter] = String(seconds)
        case .stopping:
            status = .serviceUnavailable
            headers[.retryAfter] = "5"
        }
        // Nothing was recorded, so the same request again cannot pay twice.
        headers[Self.shouldRetry] = "true"
    }

    /// Takes what an error says; its code and exit status decide the status of the answer.
    ///
    /// - Parameter report: The error's text.
    package init(report: ErrorReport) {
        self.init(Self.status(of: report), report.longMessage ?? report.message, code: report.code, help: report.help)
        members = report.details
        if status == .unprocessableContent { members["invalid_fields"] = Self.fields(report) }
    }

    /// The status for an error that came up before anything was accepted.
    private static func status(of report: ErrorReport) -> HTTPStatus {
        switch report.code {
        case ConsentRequired.code, RunnerError.Code.overBudget.name: .paymentRequired
        case PredictionError.Code.accessDenied.rawValue: .forbidden
        case RunStoreError.Code.noSuchRun.rawValue: .notFound
        case RunnerError.Code.outOfFiles.name: .serviceUnavailable
        default:
            switch report.exitStatus {
            case .invalidInput, .usage: .unprocessableContent
            case .unfinished: .conflict
            case .notPermitted, .configuration, .unavailable, .cannotWrite: .serviceUnavailable
            case .success, .findings, .failure, .outcomeUnknown, .interrupted: .internalServerError
            }
        }
    }

    /// The wrong inputs, in the form in which Replicate lists them.
    private static func fields(_ report: ErrorReport) -> JSONValue? {
        guard let violations = report.details["violations"]?.array else { return nil }
        return .array(
            violations.map { violation in
                .object([
                    "type": "value_error", "field": .string("input.\(violation["input"]?.string ?? "")"),
                    "description": violation["message"] ?? "",
                ])
            }
        )
    }
}
