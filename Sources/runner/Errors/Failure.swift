import ErrorReporting
import InferenceKit
import Presentation
import RunnerCore

/// An error on its way out of the program, with the commands that help in this front end.
struct Failure {
    /// What the error says.
    let said: ErrorReport
    /// What `--json` prints beside the error, such as the run and the command that continues it.
    let about: [String: JSONValue]

    /// Describes an error.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - state: What names the store of runs in commands, when the user named it.
    init(_ error: any Error, state: [String] = []) {
        if let stopped = error as? RunStopped {
            self.init(stopped, state: state)
        } else {
            self.init(report: ErrorReport(error))
        }
    }

    /// Takes over what an error says.
    ///
    /// - Parameters:
    ///   - report: What it says.
    ///   - about: What `--json` prints beside it.
    init(report: ErrorReport, about: [String: JSONValue] = [:]) {
        said = report
        self.about = about
    }

    /// Prints the error: as JSON on standard output when a program reads it, and for people on standard error.
    ///
    /// - Parameters:
    ///   - asJSON: Whether the command was given `--json`.
    ///   - members: What a command's JSON has when it fails, besides the error.
    /// - Returns: What to exit with.
    func present(asJSON: Bool, members: [String: JSONValue] = [:]) -> ExitStatus {
        if asJSON {
            let object = members.merging(["status": "failed", "error": said.json]) { $1 }.merging(about) { $1 }
            Terminal.print(JSONValue.object(object))
        }
        Terminal.say(said.printed)
        return said.exitStatus
    }
}
