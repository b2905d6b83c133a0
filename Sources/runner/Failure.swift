import ArgumentParser
import InferenceKit
import ModelBuild
import RunnerCore

/// An error on its way out of the program: what is said, and the exit code.
struct Failure: Error {
    /// For people.
    let text: String
    /// The stable name of what went wrong.
    let code: String
    /// What the program exits with.
    let status: Int32
    /// The error as JSON, for `--json`.
    let json: JSONValue

    init(_ error: any Error) {
        switch error {
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
                help: error.help,
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

    private init(
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

    private static func json(_ vendor: PredictionError.VendorDetail) -> JSONValue {
        var members: [String: JSONValue] = [:]
        members["code"] = vendor.code.map(JSONValue.string)
        members["message"] = vendor.message.map(JSONValue.string)
        members["http_status"] = vendor.httpStatus.map(JSONValue.int)
        members["request_id"] = vendor.requestID.map(JSONValue.string)
        return .object(members)
    }

    /// Says what went wrong on standard error and gives the exit code to end with.
    func exit() -> ExitCode {
        // Findings about a manifest carry their own severity and place.
        Terminal.say(code == RunnerError.Code.invalidManifest.name ? text : "error: \(text)")
        return ExitCode(status)
    }
}

extension ModelBuildError {
    /// What the program exits with.
    var exitStatus: Int32 {
        switch code {
        case .noCompiler, .noKit, .cacheUnusable: 78
        default: 70
        }
    }
}
