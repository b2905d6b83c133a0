package import InferenceKit
package import ModelBuild
package import RunStore

/// Why a command cannot do what it was asked, with what to do about it.
package struct RunnerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, an open set; each has one exit code.
    package struct Code: Sendable, Hashable {
        /// The stable name.
        package var name: String
        /// What the program exits with, as in `sysexits.h` where that has a word for it.
        package var exitStatus: Int32

        /// Creates a code.
        ///
        /// - Parameters:
        ///   - name: The stable name, in kebab case.
        ///   - exitStatus: What the program exits with.
        package init(_ name: String, exitStatus: Int32) {
            self.name = name
            self.exitStatus = exitStatus
        }

        /// The command line is wrong.
        package static let usage = Code("usage", exitStatus: 64)
        /// An input or a manifest was rejected.
        package static let invalidInput = Code("invalid-input", exitStatus: 65)
        /// A program or service that is needed cannot be reached.
        package static let unavailable = Code("service-unavailable", exitStatus: 69)
        /// The model or its worker failed.
        package static let modelFailed = Code("model-failed", exitStatus: 70)
        /// The worker was killed from outside, through no fault of the model.
        package static let workerKilled = Code("worker-killed", exitStatus: 70)
        /// The output cannot be written.
        package static let cannotWrite = Code("cannot-write", exitStatus: 73)
        /// A paid request was sent and its answer is not known.
        package static let outcomeUnknown = Code("outcome-unknown", exitStatus: 76)
        /// A manifest has errors; the message holds them, rendered.
        package static let invalidManifest = Code("invalid-manifest", exitStatus: 65)
        /// A model is not what the lock of its registry says.
        package static let modelChanged = Code("model-changed", exitStatus: 65)
        /// There is no model to look at.
        package static let noModels = Code("no-models", exitStatus: 1)
        /// A secret is missing.
        package static let missingSecret = Code("missing-secret", exitStatus: 77)
        /// The machine is not set up for it.
        package static let configuration = Code("configuration", exitStatus: 78)
        /// The run may cost more than is allowed, or nobody knows what it costs.
        package static let overBudget = Code(RunStoreError.Code.overBudget.rawValue, exitStatus: 77)
        /// The user stopped waiting.
        package static let interrupted = Code("interrupted", exitStatus: 130)
    }

    /// What went wrong.
    package var code: Code
    /// What happened; one sentence, or one line for each of several findings.
    package var message: String
    /// What to do.
    package var help: String?
    /// The service's name for work that was started and goes on.
    package var taskID: String?
    /// The last lines that the model printed.
    package var logTail: [String]

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - message: What happened.
    ///   - help: What to do.
    ///   - taskID: The service's name for work that was started and goes on.
    ///   - logTail: The last lines that the model printed.
    package init(
        _ code: Code,
        _ message: String,
        help: String? = nil,
        taskID: String? = nil,
        logTail: [String] = []
    ) {
        self.code = code
        self.message = message
        self.help = help
        self.taskID = taskID
        self.logTail = logTail
    }

    /// Everything there is to say, over several lines.
    package var description: String {
        var lines = [message]
        if !logTail.isEmpty {
            lines.append("last lines of the model's log:")
            lines += logTail.map { "  | \($0)" }
        }
        if let taskID { lines.append("task: \(taskID)") }
        if let help { lines.append("help: \(help)") }
        return lines.joined(separator: "\n")
    }
}

extension PredictionError {
    /// What the program exits with.
    package var exitStatus: Int32 {
        switch code {
        case .invalidInput, .contentRefused: 65
        case .serviceUnavailable, .taskFailed, .outputUnavailable: 69
        case .cannotWrite: 73
        case .deadlineExceeded: 75
        case .outcomeUnknown: 76
        case .missingSecret, .accessDenied: 77
        case .configuration: 78
        case .canceled, .notCanceled: 130
        default: 70
        }
    }
}

extension ModelBuildError {
    /// What the program exits with.
    package var exitStatus: Int32 {
        switch code {
        case .noCompiler, .noKit, .prebuiltUnusable, .cacheUnusable: 78
        default: 70
        }
    }
}

extension RunStoreError {
    /// What the program exits with.
    package var exitStatus: Int32 {
        switch code {
        case .noSuchRun, .ambiguousRun: 64
        case .locked, .leaseLost: 75
        case .overBudget: 77
        case .newerVersion, .unusable: 78
        default: 70
        }
    }
}

extension RunnerError {
    /// Why the store of runs ended something.
    ///
    /// - Parameters:
    ///   - error: What the store said.
    ///   - taskID: The service's name for work that was started and goes on.
    package init(_ error: RunStoreError, taskID: String? = nil) {
        self.init(
            Code(error.code.rawValue, exitStatus: error.exitStatus),
            error.message,
            help: error.help,
            taskID: taskID
        )
    }
}
