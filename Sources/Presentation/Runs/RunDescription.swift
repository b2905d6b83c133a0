import Diagnostics
package import FoundationEssentials
import InferenceKit
package import RunStore

/// Everything recorded about a run, for people.
package struct RunDescription {
    /// The run.
    private let standing: RunStanding
    /// The attempts at its steps.
    private let steps: [RunStep]
    /// The paths of what it keeps besides its outputs.
    private let keptFiles: [String]
    /// The possible next steps.
    private let next: NextSteps
    /// Now.
    private let now: Date

    /// - Parameters:
    ///   - standing: The run.
    ///   - steps: The attempts at its steps.
    ///   - keptFiles: The paths of what it keeps besides its outputs, such as a mask.
    ///   - next: The possible next steps.
    ///   - now: Now.
    package init(standing: RunStanding, steps: [RunStep], keptFiles: [String] = [], next: NextSteps, now: Date) {
        self.standing = standing
        self.steps = steps
        self.keptFiles = keptFiles
        self.next = next
        self.now = now
    }

    private var run: Run { standing.run }

    /// The lines.
    package var lines: [String] {
        var lines = Table(rows: facts.map { $0.map(printable) }).lines
        add("Inputs", inputs)
        add("Outputs", run.files.flatMap(file))
        if run.files.isEmpty, let output = run.output { add("Outputs", values(output)) }
        add("Kept", keptFiles)
        add("Steps", RunTimeline(standing: standing, steps: steps).lines)
        add("Log", run.log.map { "| \(printable($0))" })
        if let failure = run.failure, run.status != .succeeded {
            let lines = failure.text.split(separator: "\n", omittingEmptySubsequences: false)
            add(
                "\(run.status.isTerminal ? "Error" : "Stopped"): \(printable(failure.code))",
                lines.map { printable(String($0)) }
            )
        }
        add("Next", next.steps.flatMap { ["\($0.purpose):", "  \($0.command)"] })
        return lines

        func add(_ title: String, _ section: [String]) {
            guard !section.isEmpty else { return }
            lines += ["", title] + section.map { $0.isEmpty ? "" : "  \($0)" }
        }
    }

    private var facts: [[String]] {
        var rows = [
            ["run", run.id.description],
            ["status", standing.text],
            ["model", run.model.name],
            ["", run.model.directory],
            ["", "key \(run.model.key)"],
            ["created", "\(ClockText.stamp(run.created)), \(ClockText.age(run.created, now: now)) ago"],
        ]
        if let ended = run.ended {
            rows.append(["ended", "\(ClockText.stamp(ended)), after \(ClockText.length(from: run.created, to: ended))"])
        } else {
            rows.append(["changed", "\(ClockText.stamp(run.updated)), \(ClockText.age(run.updated, now: now)) ago"])
        }
        if standing.isDriven, let lease = run.lease {
            let owner = lease.owner
            rows.append([
                "executed by", "process \(owner.processID) on \(owner.host), since \(ClockText.time(lease.acquired))",
            ])
        }
        rows.append(["time limit", run.timeout.text])
        rows += service
        rows += prices
        if let task = run.taskID { rows.append(["task", task]) }
        if run.status != .succeeded { rows += run.places.map { ["goes to", $0.path] } }
        return rows
    }

    private var service: [[String]] {
        let service = run.service
        if service.usesOwnEmulator { return [["service", "an emulator that stopped with the command"]] }
        var rows = [["service", service.endpoint ?? "its default address"]]
        if let staging = service.staging { rows.append(["staging", staging]) }
        return rows
    }

    private var prices: [[String]] {
        guard run.service.isCharged else { return [["price", "not charged"]] }
        let estimate = PriceText.text(run.estimate)
        if let price = run.price { return [["price", "\(PriceText.text(price)) (estimate: \(estimate))"]] }
        let certainty =
            switch run.status {
            case _ where run.isPaid: "paid"
            case .unknown: "may have been charged"
            case .queued, .starting, .processing: "nothing was paid yet"
            case .succeeded, .failed, .canceled: "nothing was paid"
            }
        return [["price", "\(estimate), an estimate; \(certainty)"]]
    }

    private var inputs: [String] {
        let names = Set(run.input.given.keys).union(run.input.checked.keys).sorted()
        var lines: [String] = []
        for name in names {
            let files = run.input.files.filter { $0.name == name || $0.name.hasPrefix("\(name)[") }
            if !files.isEmpty {
                let given = run.input.given[name]
                let sources = (given?.array ?? [given ?? .null]).compactMap(\.string).filter { $0.hasPrefix("@run:") }
                lines +=
                    files.flatMap(self.file)
                    + sources.map { printable("  an output of an earlier run: \($0.dropFirst())") }
            } else if let given = run.input.given[name] {
                lines += values([name: given])
            } else if let value = run.input.checked[name], value != .null {
                lines += values([name: value]).map { "\($0) (default)" }
            }
        }
        if !run.input.isComplete { lines.append("the part of a link after '?' was not stored") }
        return lines
    }

    private func file(_ file: RunFile) -> [String] {
        let isThere = FileManager.default.fileExists(atPath: file.path)
        return [
            printable("\(file.name): \(file.path)") + (isThere ? "" : " (no longer there)"),
            "  \(file.sizeBytes) bytes, sha256 \(printable(file.sha256))",
        ]
    }

    private func values(_ members: [String: JSONValue]) -> [String] {
        members.keys.sorted().map { name in
            let value = members[name] ?? .null
            return printable("\(name): \(value.string ?? value.text)")
        }
    }
}

extension RunFailure {
    /// The error, the service's message and the remedy, on several lines.
    package var text: String {
        PredictionError(PredictionError.Code(rawValue: code), message, help: help, vendor: vendor).description
    }
}
