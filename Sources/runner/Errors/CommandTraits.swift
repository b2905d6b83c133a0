import ErrorReporting
import InferenceKit

/// A command with `--json`: its errors are printed as JSON, too.
protocol JSONPrinting {
    /// Whether a program reads what the command prints.
    var json: Bool { get }
    /// What the command's JSON has when it fails, besides `status` and `error`.
    var failureMembers: [String: JSONValue] { get }
}

extension JSONPrinting {
    var failureMembers: [String: JSONValue] { [:] }
}

/// A command that works on recorded runs: commands that its errors suggest have to name the same store.
protocol RunRecording {
    /// Where the runs are recorded.
    var state: StateOptions { get }
}

/// Ends a command that has already printed everything.
struct EndedEarly: Error {
    /// The exit status.
    let status: ExitStatus

    /// - Parameter status: The exit status.
    init(_ status: ExitStatus) { self.status = status }

    /// Ends the command with this status unless it is success.
    ///
    /// - Parameter status: The result.
    /// - Throws: ``EndedEarly`` for any status but success.
    static func unlessSuccessful(_ status: ExitStatus) throws(EndedEarly) {
        if status != .success { throw EndedEarly(status) }
    }
}
