package import ErrorReporting

/// Why the emulator cannot run, or why it cannot process its inputs.
package struct EmulatorError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, an open set.
    package struct Code: RawRepresentable, Sendable, Hashable {
        /// The stable name.
        package var rawValue: String

        /// Creates a code.
        ///
        /// - Parameter rawValue: The stable name.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// `ffmpeg` or `ffprobe` is not installed, or lacks an encoder.
        package static let programMissing = Code(rawValue: "program-missing")
        /// The port cannot be used.
        package static let cannotListen = Code(rawValue: "cannot-listen")
        /// A temporary file or directory cannot be written.
        package static let file = Code(rawValue: "file")
        /// `ffmpeg` or `ffprobe` failed.
        package static let programFailed = Code(rawValue: "program-failed")
        /// `ffmpeg` or `ffprobe` took too long.
        package static let timedOut = Code(rawValue: "timed-out")
    }

    /// What went wrong.
    package var code: Code

    /// The sentence for the user.
    package var message: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - message: The sentence for the user.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The sentence for the user.
    package var description: String { message }
}

extension EmulatorError: ReportedError {
    /// The error's text.
    package var report: ErrorReport {
        ErrorReport(code: code.rawValue, message: message, exitStatus: exitStatus)
    }

    private var exitStatus: ExitStatus {
        switch code {
        case .programMissing, .cannotListen, .file: .configuration
        default: .failure
        }
    }
}
