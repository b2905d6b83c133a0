package import ErrorReporting
package import InferenceKit

/// One line of `runner doctor`: what was looked at, how it is, and how to mend it.
package struct DoctorFinding: Sendable, Hashable {
    /// How it is.
    package enum Status: String, Sendable, Hashable {
        /// As it should be.
        case ok
        /// Usable, but something may be missing later.
        case warning
        /// A prediction would fail.
        case failed
    }

    /// What was looked at, a word or two in kebab case.
    package var check: String
    /// How it is.
    package var status: Status
    /// What was found, one phrase.
    package var message: String
    /// How to mend it.
    package var help: String?
    /// What the program exits with when this failed.
    package var exitStatus: ExitStatus

    /// Describes a finding.
    ///
    /// - Parameters:
    ///   - check: What was looked at.
    ///   - status: How it is.
    ///   - message: What was found.
    ///   - help: How to mend it.
    ///   - exitStatus: What the program exits with when this failed.
    init(
        _ check: String,
        _ status: Status,
        _ message: String,
        help: String? = nil,
        exitStatus: ExitStatus = .configuration
    ) {
        self.check = check
        self.status = status
        self.message = message
        self.help = help
        self.exitStatus = exitStatus
    }

    /// As it should be.
    static func ok(_ check: String, _ message: String) -> DoctorFinding { DoctorFinding(check, .ok, message) }

    /// An error that was met.
    static func failed(_ check: String, _ error: PredictionError) -> DoctorFinding {
        var message = error.message
        if let code = error.vendor?.code { message += " (the service said: \(code))" }
        return DoctorFinding(check, .failed, message, help: error.help, exitStatus: error.report.exitStatus)
    }

    /// An error that was met.
    static func failed(_ check: String, _ error: RunnerError) -> DoctorFinding {
        DoctorFinding(check, .failed, error.message, help: error.help, exitStatus: error.code.exitStatus)
    }

    /// The finding as JSON.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "check": .string(check), "status": .string(status.rawValue), "message": .string(message),
        ]
        members["help"] = help.map(JSONValue.string)
        return .object(members)
    }
}
