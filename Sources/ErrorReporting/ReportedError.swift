package import InferenceKit

/// An error that says what happened and what to do; every error type of the project that reaches a user conforms.
///
/// A front end never switches over error types: it takes ``report``, or `ErrorReport(_:)` for any error at all.
package protocol ReportedError: Error {
    /// The error's text.
    var report: ErrorReport { get }
}

extension ErrorReport {
    /// Takes what any error says; one that does not conform is a fault of this program, with the code `internal`.
    ///
    /// - Parameter error: The error.
    package init(_ error: any Error) {
        switch error {
        case let error as any ReportedError: self = error.report
        case is CancellationError:
            self.init(code: "canceled", message: "canceled", exitStatus: .interrupted)
        default: self.init(code: "internal", message: "\(error)", exitStatus: .failure)
        }
    }
}

extension PredictionError: ReportedError {
    /// What the error says; a code that a model made up counts as a failure of the model.
    package var report: ErrorReport {
        ErrorReport(
            code: code.rawValue,
            message: message,
            help: help,
            vendor: vendor,
            exitStatus: exitStatus,
            taskID: taskID
        )
    }

    private var exitStatus: ExitStatus {
        switch code {
        case .invalidInput, .contentRefused: .invalidInput
        case .serviceUnavailable, .taskFailed, .outputUnavailable: .unavailable
        case .cannotWrite: .cannotWrite
        case .deadlineExceeded: .unfinished
        case .outcomeUnknown: .outcomeUnknown
        case .missingSecret, .accessDenied: .notPermitted
        case .configuration: .configuration
        case .canceled, .notCanceled: .interrupted
        default: .failure
        }
    }
}

extension TransportError: ReportedError {
    /// The error's text.
    package var report: ErrorReport {
        ErrorReport(
            code: code.rawValue,
            message: message,
            exitStatus: code == .canceled ? .interrupted : .unavailable
        )
    }
}

/// A report can be thrown where there is no other error to throw, such as one that was recorded earlier.
extension ErrorReport: ReportedError {
    /// The report.
    package var report: ErrorReport { self }
}
