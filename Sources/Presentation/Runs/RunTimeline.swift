import Diagnostics
import FoundationEssentials
import InferenceKit
import RunStore

/// The steps of a run as a table: time, duration, outcome and cost.
struct RunTimeline {
    /// The run.
    let standing: RunStanding
    /// The attempts at its steps, in the order of their start.
    let steps: [RunStep]

    /// The lines; none if no step was started.
    var lines: [String] {
        guard !steps.isEmpty else { return [] }
        let header = ["TIME", "AFTER", "TOOK", "STEP", "ATTEMPT", "OUTCOME", "COST"]
        return Table(header: header, rows: steps.map(row)).lines
    }

    private func row(_ step: RunStep) -> [String] {
        [
            ClockText.time(step.began),
            ClockText.length(from: standing.run.created, to: step.began),
            step.ended.map { ClockText.length(from: step.began, to: $0) } ?? "",
            printable(step.record.ordinal == 0 ? step.record.name : "\(step.record.name) \(step.record.ordinal + 1)"),
            String(step.attempt),
            printable(outcome(step)),
            cost(step),
        ]
    }

    private func outcome(_ step: RunStep) -> String {
        let error = step.record.error
        switch step.record.phase {
        case .succeeded: return "succeeded"
        case .failed: return "failed" + (error.map { ": \(vendorText($0) ?? $0.code.rawValue)" } ?? "")
        case .unknown where step.isAbandoned:
            // The note on an answer that came later.
            return error?.taskID.map { "unknown, given up; accepted as \($0)" } ?? "unknown, given up"
        case .unknown: return "unknown"
        case .began:
            if standing.isDriven { return "in progress" }
            guard step.record.paid else { return "interrupted" }
            return step.isAbandoned ? "unknown, given up" : "unknown"
        }
    }

    /// The service's own code, which is more specific than ours.
    private func vendorText(_ error: PredictionError) -> String? {
        error.vendor.flatMap { vendor in
            let words = [vendor.code, vendor.message].compactMap(\.self)
            return words.isEmpty ? nil : words.joined(separator: " ")
        }
    }

    private func cost(_ step: RunStep) -> String {
        guard step.record.paid, standing.run.service.isCharged else { return "" }
        switch step.record.phase {
        case .failed: return ""
        case .succeeded: return standing.run.price.map(PriceText.text) ?? estimate
        case .began, .unknown: return "\(PriceText.text(standing.run.estimate))?"
        }
    }

    private var estimate: String {
        standing.run.estimate == .unknown ? "unknown" : "~\(PriceText.text(standing.run.estimate))"
    }
}
