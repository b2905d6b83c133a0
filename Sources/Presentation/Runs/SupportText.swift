import Diagnostics
import FoundationEssentials
import InferenceKit
package import RunStore

/// What the support desk of a service needs to find a run in its own records, and nothing of what was predicted from.
package struct SupportText {
    /// The run.
    private let run: Run
    /// The attempts at its steps, in the order of beginning.
    private let steps: [RunStep]

    /// - Parameters:
    ///   - run: The run.
    ///   - steps: The attempts at its steps, in the order of beginning.
    package init(run: Run, steps: [RunStep]) {
        self.run = run
        self.steps = steps
    }

    /// The lines, times in UTC.
    package var lines: [String] {
        var rows = [
            ["model", run.model.name],
            ["endpoint", run.service.endpoint ?? "the service's own"],
            ["task id", run.taskID ?? "none is known"],
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

    /// The names that the service knows the run by besides its tasks, as the paid steps have recorded them.
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

    /// Whether a member of a result names something, and the table of steps does not show it.
    private static func isNaming(_ member: String) -> Bool {
        (member.hasSuffix("_key") || member.hasSuffix("_id")) && member != "task_id" && member != "request_id"
    }

    /// Whether a text has the form of a name: a link or a sentence may reveal an input.
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
