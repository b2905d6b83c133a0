package import ErrorReporting
package import InferenceKit

/// One line of `runner doctor`: what was checked, the result, and the fix.
package struct DoctorFinding: Sendable, Hashable {
    /// The result of a check.
    package enum Status: String, Sendable, Hashable {
        /// As it should be.
        case ok
        /// Usable, but something may be missing later.
        case warning
        /// A prediction would fail.
        case failed
    }

    /// What was checked, one or two words in kebab case.
    package var check: String
    /// The result.
    package var status: Status
    /// What was found, one phrase.
    package var message: String
    /// How to fix it.
    package var help: String?
    /// The program's exit status when this failed.
    package var exitStatus: ExitStatus

    /// Describes a finding.
    ///
    /// - Parameters:
    ///   - check: What was checked.
    ///   - status: The result.
    ///   - message: What was found.
    ///   - help: How to fix it.
    ///   - exitStatus: The program's exit status when this failed.
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
    package static func ok(_ check: String, _ message: String) -> DoctorFinding { DoctorFinding(check, .ok, message) }

    /// A check that failed with an error.
    static func failed(_ check: String, _ error: PredictionError) -> DoctorFinding {
        var message = error.message
        if let code = error.vendor?.code { message += " (the service said: \(code))" }
        return DoctorFinding(check, .failed, message, help: error.help, exitStatus: error.report.exitStatus)
    }

    /// A check that failed with an error.
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
