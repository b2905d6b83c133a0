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
    /// How costs can be broken down.
    enum Key: String, ExpressibleByArgument, CaseIterable {
        /// The model.
        case model
        /// The label that the caller gave the runs.
        case label
        /// The day on the clock of this machine.
        case day

        /// The key for the ledger.
        var costKey: CostKey {
            switch self {
            case .model: .model
            case .label: .label
            case .day: .day(ClockText.day)
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "cost",
        abstract: "Show what paid runs have cost.",
        discussion: """
            Costs are based on the length of the finished video, or on the estimate if that is unknown. Only the service's \
            bill is authoritative. Runs of an emulator cost nothing and are not counted; removed runs are counted.
            """
    )

    @Option(
        help: ArgumentHelp(
            "Only runs since this time: 2h, 7d, today, monday, 2026-11-20 or 2026-11-20T08:30:00Z. Default: all that were ever charged.",
            valueName: "time"
        )
    )
    var since: PointInTime?

    @Option(help: ArgumentHelp("Break the total down by model, label or day.", valueName: "key"))
    var by: Key?

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var state: StateOptions

    func run() async throws {
        let recorded = try await RecordedRuns.opened(state, isForReading: true)
        let now = Date()
        let report = try await CostReport(
            recorded?.database,
            since: since?.date(now: now),
            by: by?.costKey,
            now: now
        )
        if json { printJSON(report) } else { printText(report) }
    }

    private func printText(_ report: CostReport) {
        guard let by else {
            Terminal.print(Dollars.roundedUp(report.total.usd))
            Terminal.say("\(period(report)); \(report.total.basis)")
            return
        }
        let rows = report.groups.map { cost in
            [printable(cost.key ?? "(none)"), String(cost.paidRuns), Dollars.roundedUp(cost.usd), cost.basis]
        }
        if !rows.isEmpty {
            Terminal.print(Table(header: [by.rawValue.uppercased(), "RUNS", "COST", "BASIS"], rows: rows).lines)
        }
        let sum = rows.count == 1 ? "" : ", \(Dollars.roundedUp(report.total.usd)) in all"
        Terminal.say("\(period(report))\(rows.isEmpty ? "; \(report.total.basis)" : sum)")
    }

    /// The period in words.
    private func period(_ report: CostReport) -> String {
        guard let since = report.since else { return "all time" }
        return "\(report.isLimited ? "" : "all time, ")since \(ClockText.stamp(since))"
    }

    private func printJSON(_ report: CostReport) {
        var members: [String: JSONValue] = [
            "since": report.since.map { .string($0.timestamp) } ?? .null,
            "until": .string(report.until.timestamp),
        ]
        if let by {
            members["by"] = .string(by.rawValue)
            members["total"] = .object(report.total.json)
            members["groups"] = .array(
                report.groups.map { cost in
                    .object(cost.json.merging([by.rawValue: cost.key.map(JSONValue.string) ?? .null]) { $1 })
                }
            )
        } else {
            members.merge(report.total.json) { $1 }
        }
        Terminal.print(JSONValue.object(members))
    }
}

extension RunsCost: JSONPrinting, RunRecording {}
