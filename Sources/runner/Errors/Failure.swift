import ErrorReporting
import InferenceKit
import Presentation
import RunnerCore

/// An error as the program prints it, with the commands that help in this front end.
struct Failure {
    /// The error's text.
    let said: ErrorReport
    /// What `--json` prints beside the error, such as the run and the command that continues it.
    let about: [String: JSONValue]

    /// Describes an error.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - state: The option that names the store in suggested commands, if the user gave one.
    init(_ error: any Error, state: [String] = []) {
        if let stopped = error as? RunStopped {
            self.init(stopped, state: state)
        } else {
            self.init(report: ErrorReport(error))
        }
    }

    /// Copies the details of an error.
    ///
    /// - Parameters:
    ///   - report: The error's report.
    ///   - about: What `--json` prints besides the error.
    init(report: ErrorReport, about: [String: JSONValue] = [:]) {
        said = report
        self.about = about
    }

    /// Prints the error: as JSON on standard output when a program reads it, and for people on standard error.
    ///
    /// - Parameters:
    ///   - asJSON: Whether the command was given `--json`.
    ///   - members: The JSON members to print with the error when the command fails.
    /// - Returns: The exit status.
    func present(asJSON: Bool, members: [String: JSONValue] = [:]) -> ExitStatus {
        if asJSON {
            let object = members.merging(["status": "failed", "error": said.json]) { $1 }.merging(about) { $1 }
            Terminal.print(JSONValue.object(object))
        }
        Terminal.say(said.printed)
        return said.exitStatus
    }
}
