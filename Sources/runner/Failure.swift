import ArgumentParser
import ErrorReporting
import InferenceKit
import RunnerCore

/// An error on its way out of the program: what is said, and the exit code.
struct Failure: Error {
    /// What the error says.
    let said: ErrorReport
    /// What `--json` prints beside the error, such as the run and the command that continues it.
    var about: [String: JSONValue] = [:]

    /// Describes an error.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - state: What names the store of runs in commands, when the user named it.
    init(_ error: any Error, state: [String] = []) {
        if let stopped = error as? RunStopped {
            self.init(stopped, state: state)
        } else {
            self.init(ErrorReport(error))
        }
    }

    /// Takes over what an error says.
    ///
    /// - Parameter report: What it says.
    init(_ report: ErrorReport) {
        said = report
    }

    /// What `--json` prints in place of a result.
    var report: JSONValue { .object(["status": "failed", "error": said.json].merging(about) { $1 }) }

    /// Says what went wrong on standard error and gives the exit code to end with.
    func exit() -> ExitCode {
        Terminal.say(said.printed)
        return ExitCode(said.exitStatus.rawValue)
    }
}
