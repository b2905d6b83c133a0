import ArgumentParser
import Diagnostics
import FoundationEssentials
import InferenceKit
import Presentation
import Quantities
import RunStore
import RunnerCore

/// `runner runs cost`: what the recorded runs have cost.
struct RunsCost: AsyncParsableCommand {
    /// What costs can be broken down by.
    enum Key: String, ExpressibleByArgument, CaseIterable {
        /// The model.
        case model
    }

    static let configuration = CommandConfiguration(
        commandName: "cost",
        abstract: "Show what paid runs have cost.",
        discussion: """
            Costs are based on the length of the finished video, or on the estimate if that is unknown. The service's bill \
            is what counts.
            """
    )

    @Option(help: ArgumentHelp("Only runs since then: 2h, 7d, 2026-11-20 or 2026-11-20T08:30:00Z.", valueName: "time"))
    var since: PointInTime?

    @Option(help: ArgumentHelp("Break the total down by model.", valueName: "key"))
    var by: Key?

    @Flag(help: "Print JSON: an object, or with --by an array.")
    var json = false

    @OptionGroup var state: StateOptions

    func run() async throws {
        let recorded = try await RecordedRuns.opened(state, isForReading: true)
        let since = since?.date(now: Date())
        let costs = try await recorded?.database.cost(since: since, by: by == .model ? .model : nil) ?? []
        if json { printJSON(costs) } else { printText(costs) }
    }

    private func printText(_ costs: [RunCost]) {
        guard by == .model else {
            let cost = costs.first ?? Self.nothing
            Terminal.print(Dollars.roundedUp(cost.usd))
            Terminal.say(basis(cost))
            return
        }
        let rows = costs.map { cost in
            [printable(cost.key ?? ""), String(cost.paidRuns), Dollars.roundedUp(cost.usd), basis(cost)]
        }
        guard !rows.isEmpty else {
            Terminal.say(basis(Self.nothing))
            return
        }
        Terminal.print(Table(header: ["MODEL", "RUNS", "COST", "BASIS"], rows: rows).lines)
    }

    /// How sure a sum is.
    private func basis(_ cost: RunCost) -> String {
        guard cost.undecidedRuns > 0 else { return paidBasis(cost) }
        let runs = cost.undecidedRuns == 1 ? "run" : "runs"
        let amount = cost.undecidedUSD.map { "\(Dollars.roundedUp($0)) more" } ?? "an unknown amount more"
        return "\(paidBasis(cost)); \(cost.undecidedRuns) \(runs) of unknown outcome may have cost \(amount)"
    }

    private func paidBasis(_ cost: RunCost) -> String {
        guard cost.paidRuns > 0 else { return "no run was paid for" }
        let known = cost.paidRuns - cost.estimatedRuns - cost.unknownRuns
        var parts: [String] = []
        if known > 0 { parts.append("\(known) by the length of the output") }
        if cost.estimatedRuns > 0 { parts.append("\(cost.estimatedRuns) by estimate") }
        if cost.unknownRuns > 0 { parts.append("\(cost.unknownRuns) of unknown price, not in the sum") }
        return "\(cost.paidRuns) paid \(cost.paidRuns == 1 ? "run" : "runs"): \(parts.joined(separator: ", "))"
    }

    private func printJSON(_ costs: [RunCost]) {
        let objects = costs.map { cost -> JSONValue in
            var members: [String: JSONValue] = [
                "paid_runs": .int(cost.paidRuns),
                "usd": .double(Dollars.rounded(cost.usd)),
                "estimated_runs": .int(cost.estimatedRuns),
                "unknown_runs": .int(cost.unknownRuns),
                "undecided_runs": .int(cost.undecidedRuns),
                "undecided_usd": cost.undecidedUSD.map { .double(Dollars.rounded($0)) } ?? .null,
            ]
            members["model"] = cost.key.map(JSONValue.string)
            return .object(members)
        }
        let nothing: JSONValue = [
            "paid_runs": 0, "usd": 0, "estimated_runs": 0, "unknown_runs": 0, "undecided_runs": 0, "undecided_usd": 0,
        ]
        let value = by == .model ? JSONValue.array(objects) : objects.first ?? nothing
        Terminal.print(value.text)
    }

    private static let nothing = RunCost(key: nil, paidRuns: 0, usd: 0, estimatedRuns: 0, unknownRuns: 0)
}

extension RunsCost: JSONPrinting, RunRecording {}
