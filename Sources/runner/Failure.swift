import ArgumentParser
import Diagnostics
import InferenceKit
import ModelBuild
import RunStore
import RunnerCore

/// An error on its way out of the program: what is said, and the exit code.
struct Failure: Error {
    /// For people.
    let text: String
    /// The stable name of what went wrong.
    let code: String
    /// What the program exits with.
    let status: Int32
    /// The error as JSON.
    let json: JSONValue
    /// What `--json` tells beside the error, such as the run and the command that goes on with it.
    var about: [String: JSONValue] = [:]

    /// What `--json` prints in place of a result.
    var report: JSONValue { .object(["status": "failed", "error": json].merging(about) { $1 }) }

    /// Describes an error.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - state: What names the store of runs in commands, when the user named it.
    init(_ error: any Error, state: [String] = []) {
        switch error {
        case let error as RunStopped:
            self.init(error, state: state)
        case let error as RecordedFailure:
            self.init(error)
        case let error as RunStoreError:
            self.init(error)
        case let error as RunnerError:
            self.init(
                error.description,
                code: error.code.name,
                status: error.code.exitStatus,
                message: error.message,
                help: error.help,
                taskID: error.taskID,
                more: error.logTail.isEmpty ? [:] : ["log": .array(error.logTail.map(JSONValue.string))]
            )
        case let error as PredictionError:
            self.init(
                error.description,
                code: error.code.rawValue,
                status: error.exitStatus,
                message: error.message,
                help: error.help,
                taskID: error.taskID,
                more: error.vendor.map { ["vendor": Self.json($0)] } ?? [:]
            )
        case let error as ModelBuildError:
            self.init(
                error.description,
                code: error.code.rawValue,
                status: error.exitStatus,
                message: error.message,
                help: error.help.isEmpty ? nil : error.help,
                taskID: nil,
                more: error.compilerOutput.isEmpty ? [:] : ["compiler": .string(error.compilerOutput)]
            )
        case let error as InputViolations:
            let list = error.violations.map { violation in
                JSONValue.object([
                    "input": .string(violation.input), "message": .string(violation.message),
                    "help": .string(violation.help),
                ])
            }
            let count = list.count
            let message = count == 1 ? "1 input cannot be used" : "\(count) inputs cannot be used"
            self.init(
                error.description,
                code: "invalid-input",
                status: 65,
                message: message,
                help: nil,
                taskID: nil,
                more: ["violations": .array(list)]
            )
        case is CancellationError:
            self.init(
                "cancelled",
                code: "canceled",
                status: 130,
                message: "cancelled",
                help: nil,
                taskID: nil,
                more: [:]
            )
        default:
            self.init(
                "\(error)",
                code: "internal",
                status: 70,
                message: "\(error)",
                help: nil,
                taskID: nil,
                more: [:]
            )
        }
    }

    /// Describes an error that is already in words.
    init(
        _ text: String,
        code: String,
        status: Int32,
        message: String,
        help: String?,
        taskID: String?,
        more: [String: JSONValue]
    ) {
        self.text = text
        self.code = code
        self.status = status
        var members = more
        members["code"] = .string(code)
        members["message"] = .string(message)
        members["help"] = help.map(JSONValue.string)
        members["task_id"] = taskID.map(JSONValue.string)
        json = .object(members)
    }

    static func json(_ vendor: PredictionError.VendorDetail) -> JSONValue {
        var members: [String: JSONValue] = [:]
        members["code"] = vendor.code.map(JSONValue.string)
        members["message"] = vendor.message.map(JSONValue.string)
        members["http_status"] = vendor.httpStatus.map(JSONValue.int)
        members["request_id"] = vendor.requestID.map(JSONValue.string)
        return .object(members)
    }

    /// The text as it is printed: findings about a manifest carry their own severity and place.
    var printed: String {
        code == RunnerError.Code.invalidManifest.name ? text : "error: \(printableLines(text))"
    }

    /// Says what went wrong on standard error and gives the exit code to end with.
    func exit() -> ExitCode {
        Terminal.say(printed)
        return ExitCode(status)
    }
}

/// A text of several lines with what a terminal would obey, such as a model's own words can hold, as escapes.
private func printableLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.split(separator: "\t", omittingEmptySubsequences: false).map { printable(String($0)) }.joined(
            separator: "\t"
        )
    }.joined(separator: "\n")
}
