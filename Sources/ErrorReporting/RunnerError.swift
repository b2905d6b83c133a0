internal import Diagnostics

/// Why a command cannot do what it was asked, with what to do about it.
package struct RunnerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, an open set; each has one exit code.
    package struct Code: Sendable, Hashable {
        /// The stable name.
        package var name: String
        /// What the program exits with.
        package var exitStatus: ExitStatus

        /// Creates a code.
        ///
        /// - Parameters:
        ///   - name: The stable name, in kebab case.
        ///   - exitStatus: What the program exits with.
        package init(_ name: String, exitStatus: ExitStatus) {
            self.name = name
            self.exitStatus = exitStatus
        }

        /// The command line is wrong.
        package static let usage = Code("usage", exitStatus: .usage)
        /// An input or a manifest was rejected.
        package static let invalidInput = Code("invalid-input", exitStatus: .invalidInput)
        /// A program or service that is needed cannot be reached.
        package static let unavailable = Code("service-unavailable", exitStatus: .unavailable)
        /// The model or its worker failed.
        package static let modelFailed = Code("model-failed", exitStatus: .failure)
        /// The worker was killed from outside, through no fault of the model.
        package static let workerKilled = Code("worker-killed", exitStatus: .failure)
        /// The machine has no file descriptors left, which passes.
        package static let outOfFiles = Code("too-many-open-files", exitStatus: .unfinished)
        /// The output cannot be written.
        package static let cannotWrite = Code("cannot-write", exitStatus: .cannotWrite)
        /// A paid request was sent and its answer is unknown.
        package static let outcomeUnknown = Code("outcome-unknown", exitStatus: .outcomeUnknown)
        /// A manifest has errors; the message holds them, rendered.
        package static let invalidManifest = Code("invalid-manifest", exitStatus: .invalidInput)
        /// A model is not what the lock of its registry says.
        package static let modelChanged = Code("model-changed", exitStatus: .invalidInput)
        /// The model of a recorded run is no longer where it was.
        package static let modelMissing = Code("model-missing", exitStatus: .configuration)
        /// There is no model to look at.
        package static let noModels = Code("no-models", exitStatus: .findings)
        /// A secret is missing.
        package static let missingSecret = Code("missing-secret", exitStatus: .notPermitted)
        /// The machine or its settings are not ready.
        package static let configuration = Code("configuration", exitStatus: .configuration)
        /// The run may cost more than is allowed, or its cost is unknown.
        package static let overBudget = Code("over-budget", exitStatus: .notPermitted)
        /// The user stopped waiting.
        package static let interrupted = Code("interrupted", exitStatus: .interrupted)
    }

    /// What went wrong.
    package var code: Code
    /// What happened; one sentence, or rendered findings.
    package var message: String
    /// What the sentence is about, one a line, such as the files that have changed.
    package var items: [String]
    /// What to do.
    package var help: String?
    /// The service's name for work that was started and continues there.
    package var taskID: String?
    /// The last lines that the model printed.
    package var logTail: [String]

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - message: What happened.
    ///   - items: What the sentence is about, one a line.
    ///   - help: What to do.
    ///   - taskID: The service's name for work that was started and continues there.
    ///   - logTail: The last lines that the model printed.
    package init(
        _ code: Code,
        _ message: String,
        items: [String] = [],
        help: String? = nil,
        taskID: String? = nil,
        logTail: [String] = []
    ) {
        self.code = code
        self.message = message
        self.items = items
        self.help = help
        self.taskID = taskID
        self.logTail = logTail
    }

    /// Everything that the error says, over several lines.
    package var description: String { report.text }
}

extension RunnerError: ReportedError {
    /// The error's text.
    package var report: ErrorReport {
        ErrorReport(
            code: code.name,
            message: ([message] + items).joined(separator: "\n  "),
            longMessage: items.isEmpty ? nil : ([message] + items).map(printable).joined(separator: "\n  "),
            help: help,
            exitStatus: code.exitStatus,
            taskID: taskID,
            logTail: logTail,
            isRendered: code == .invalidManifest
        )
    }

    /// Takes over what another error says.
    ///
    /// - Parameters:
    ///   - error: The other error.
    ///   - taskID: The service's name for work that was started and continues there.
    package init(_ error: any ReportedError, taskID: String? = nil) {
        let report = error.report
        self.init(
            Code(report.code, exitStatus: report.exitStatus),
            report.message,
            help: report.help,
            taskID: taskID ?? report.taskID
        )
    }
}
