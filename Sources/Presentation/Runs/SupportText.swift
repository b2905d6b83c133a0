import Diagnostics
import FoundationEssentials
import InferenceKit
package import RunStore

/// The details that a service's support needs to find a run in its own records, without any of the inputs.
package struct SupportText {
    /// The run.
    private let run: Run
    /// The attempts at its steps, in the order of their start.
    private let steps: [RunStep]

    /// - Parameters:
    ///   - run: The run.
    ///   - steps: The attempts at its steps, in the order of their start.
    package init(run: Run, steps: [RunStep]) {
        self.run = run
        self.steps = steps
    }

    /// The lines, times in UTC.
    package var lines: [String] {
        var rows = [
            ["model", run.model.name],
            ["endpoint", run.service.endpoint ?? "the service's default"],
            ["task id", run.taskID ?? "unknown"],
        ]
        rows += names
        rows += [
            ["began", run.created.timestamp],
            ["ended", run.ended?.timestamp ?? "not yet"],
            ["status", run.status.rawValue],
        ]
        if let failure = run.failure { rows.append(["error", said(failure.code, failure.vendor)]) }
        var lines = Table(rows: rows.map { $0.map(printable) }).lines
        if !steps.isEmpty {
            lines += [""] + Table(header: ["BEGAN", "ENDED", "STEP", "OUTCOME", "ANSWER"], rows: steps.map(row)).lines
        }
        return lines
    }

    /// The service's other ids of the run, as the paid steps have recorded them.
    private var names: [[String]] {
        var values: [String: Set<String>] = [:]
        for step in steps where step.record.paid {
            guard case .object(let members)? = step.record.result else { continue }
            for (member, value) in members where Self.isNaming(member) {
                if let name = value.string, Self.isName(name) { values[member, default: []].insert(name) }
            }
        }
        return values.sorted { $0.key < $1.key }.map { [$0.key, $0.value.sorted().joined(separator: ", ")] }
    }

    /// Whether a member of a result is an id that the table of steps does not show.
    private static func isNaming(_ member: String) -> Bool {
        (member.hasSuffix("_key") || member.hasSuffix("_id")) && member != "task_id" && member != "request_id"
    }

    /// Whether a text looks like an id; a link or a sentence may reveal an input.
    private static func isName(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    private func row(_ step: RunStep) -> [String] {
        [
            step.began.timestamp,
            step.ended?.timestamp ?? "-",
            // The words after the first may be file names.
            String(step.record.name.prefix { $0 != " " }),
            step.record.phase == .began ? "no response" : step.record.phase.rawValue,
            answer(step.record),
        ].map(printable)
    }

    private func answer(_ record: StepRecord) -> String {
        if let error = record.error {
            // Omit what a model reports about its inputs; keep how an answer was lost, because support asks for it.
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
