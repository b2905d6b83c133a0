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

/// The end of a command that has already printed everything there is to say.
struct EndedEarly: Error {
    /// What to exit with.
    let status: ExitStatus

    /// - Parameter status: What to exit with.
    init(_ status: ExitStatus) { self.status = status }

    /// Ends the command unless all went well.
    ///
    /// - Parameter status: How it went.
    /// - Throws: ``EndedEarly`` for any status but success.
    static func unlessSuccessful(_ status: ExitStatus) throws(EndedEarly) {
        if status != .success { throw EndedEarly(status) }
    }
}
