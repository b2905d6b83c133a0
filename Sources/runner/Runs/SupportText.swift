import Diagnostics
import FoundationEssentials
import InferenceKit
import RunStore

/// What the support desk of a service needs to find a run in its own records, and nothing of what was predicted from.
struct SupportText {
    /// The run.
    let run: Run
    /// The attempts at its steps, in the order of beginning.
    let steps: [RunStep]

    /// The lines, times in UTC.
    var lines: [String] {
        var rows = [
            ["model", run.model.name],
            ["endpoint", run.service.endpoint ?? "the service's own"],
            ["task id", run.taskID ?? "none is known"],
        ]
        let keys = Set(steps.compactMap { $0.record.result?["req_key"]?.string }).sorted()
        if !keys.isEmpty { rows.append(["req_key", keys.joined(separator: ", ")]) }
        rows += [
            ["began", ClockText.utc(run.created)],
            ["ended", run.ended.map(ClockText.utc) ?? "not yet"],
            ["status", run.status.rawValue],
        ]
        if let failure = run.failure { rows.append(["error", said(failure.code, failure.vendor)]) }
        var lines = Table(rows: rows.map { $0.map(printable) }).lines
        if !steps.isEmpty {
            lines += [""] + Table(header: ["BEGAN", "ENDED", "STEP", "OUTCOME", "ANSWER"], rows: steps.map(row)).lines
        }
        return lines
    }

    private func row(_ step: RunStep) -> [String] {
        [
            ClockText.utc(step.began),
            step.ended.map(ClockText.utc) ?? "-",
            // What stands behind the first word may be the name of a file.
            String(step.record.name.prefix { $0 != " " }),
            step.record.phase == .began ? "no answer" : step.record.phase.rawValue,
            answer(step.record),
        ].map(printable)
    }

    private func answer(_ record: StepRecord) -> String {
        if let error = record.error {
            // What a model says of its inputs is nobody's business; how an answer was lost is what support asks for.
            return said(error.code == .outcomeUnknown ? error.message : error.code.rawValue, error.vendor)
        }
        let parts = [("task", "task_id"), ("request id", "request_id")].compactMap { word, key in
            (record.result?[key]?.string).map { "\(word) \($0)" }
        }
        return parts.isEmpty ? "-" : parts.joined(separator: ", ")
    }

    private func said(_ code: String, _ vendor: PredictionError.VendorDetail?) -> String {
        guard let vendor else { return code }
        let words = [vendor.code, vendor.message].compactMap(\.self).joined(separator: " ")
        let parts = [
            words.isEmpty ? code : words, vendor.httpStatus.map { "HTTP \($0)" },
            vendor.requestID.map { "request id \($0)" },
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }
}
