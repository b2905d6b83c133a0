internal import FoundationEssentials
package import InferenceKit
package import RunStore

/// Everything that the caller of a run may know about it, for programs.
package struct RunSheet: Sendable {
    private let summary: RunSummary
    private let steps: [RunStep]
    private let log: [String]

    /// Describes a run.
    ///
    /// - Parameters:
    ///   - summary: The run.
    ///   - steps: The attempts at its steps, in the order of their start.
    ///   - log: Its log so far.
    package init(_ summary: RunSummary, steps: [RunStep], log: [String]) {
        self.summary = summary
        self.steps = steps
        self.log = log
    }

    private var run: Run { summary.run }

    /// The members of the object; files are named by `files`, whose addresses the server knows.
    package var members: [String: JSONValue] {
        let more: [String: JSONValue] = [
            "version": .string(run.model.key),
            "input": .object(run.input.given),
            "input_files": .array(run.input.files.map(Self.file)),
            "log": .array(log.map { .string($0.replacing(run.model.directory, with: run.model.name)) }),
            "steps": .array(steps.map(step)),
            "task_id": run.taskID.map(JSONValue.string) ?? .null,
            "request_id": requestID.map(JSONValue.string) ?? .null,
            "failure": summary.failure.map(failure) ?? .null,
        ]
        return summary.members.merging(more) { $1 }
    }

    /// The id that the service gave the request that matters most to its support: the latest one.
    private var requestID: String? {
        run.failure?.vendor?.requestID
            ?? steps.reversed().lazy.compactMap { step in
                step.record.error?.vendor?.requestID ?? step.record.result?["request_id"]?.string
            }.first
    }

    private static func file(_ file: RunFile) -> JSONValue {
        [
            "name": .string(file.name), "size": .int(Int(file.sizeBytes)), "sha256": .string(file.sha256),
        ]
    }

    private func step(_ step: RunStep) -> JSONValue {
        let error = step.record.error
        return [
            "name": .string(step.record.name), "attempt": .int(step.attempt), "is_paid": .bool(step.record.paid),
            "outcome": .string(outcome(of: step)),
            "began_at": RunSummary.time(step.began), "ended_at": RunSummary.time(step.ended),
            "seconds": step.ended.map { .double(max(0, $0.timeIntervalSince(step.began))) } ?? .null,
            "error": error.map { .string($0.vendor?.message ?? $0.message) } ?? .null,
        ]
    }

    private func outcome(of step: RunStep) -> String {
        switch step.record.phase {
        case .succeeded: return "succeeded"
        case .failed: return "failed"
        case .unknown: return step.isAbandoned ? "given up" : "unknown"
        case .began:
            if !run.status.isTerminal, run.lease?.isHeld(at: summary.now) == true { return "in progress" }
            guard step.record.paid else { return "interrupted" }
            return step.isAbandoned ? "given up" : "unknown"
        }
    }

    private func failure(_ failure: RunFailure) -> JSONValue {
        var members: [String: JSONValue] = ["code": .string(failure.code), "message": .string(failure.message)]
        members["help"] = failure.help.map(JSONValue.string)
        if let vendor = failure.vendor {
            var object: [String: JSONValue] = [:]
            object["code"] = vendor.code.map(JSONValue.string)
            object["message"] = vendor.message.map(JSONValue.string)
            object["http_status"] = vendor.httpStatus.map(JSONValue.int)
            object["request_id"] = vendor.requestID.map(JSONValue.string)
            members["vendor"] = .object(object)
        }
        return .object(members)
    }
}
