package import ErrorReporting
internal import Hashing
internal import Media

// Modules of pure values do not know how errors are reported, so what their errors say is here.

extension HashingError: ReportedError {
    /// The error's text.
    package var report: ErrorReport {
        ErrorReport(
            code: "hashing-failed",
            message: description,
            exitStatus: code == .file ? .invalidInput : .configuration
        )
    }
}

extension MediaError: ReportedError {
    /// The error's text.
    package var report: ErrorReport {
        ErrorReport(code: "invalid-input", message: description, exitStatus: .invalidInput)
    }
}
