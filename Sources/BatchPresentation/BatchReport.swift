internal import BatchFiles
package import Batches
internal import Diagnostics
internal import ErrorReporting
internal import InferenceKit
internal import ModelManifest
internal import ModelSupply
internal import Presentation
internal import Quantities
internal import RunStore
internal import RunnerCore
internal import Spending
internal import Synchronization

/// What `runner batch` prints: a live table on a terminal, plain lines elsewhere, and the results.
package final class BatchReport: Sendable {
    private struct Active {
        var step = "starting"
        var start = ContinuousClock.now
    }

    private struct State {
        var active: [Int: Active] = [:]
        var ended = 0
        var failed = 0
        var usd = 0.0
    }

    private let plan: BatchPlan
    private let isJSON: Bool
    private let isQuiet: Bool
    private let lines: LiveLines
    private let state = Mutex(State())
    private let start = ContinuousClock.now

    /// The most rows that the table shows.
    private static let mostShown = 8

    /// Prepares to print.
    ///
    /// - Parameters:
    ///   - plan: The batch.
    ///   - asJSON: Whether results are JSON objects.
    ///   - isQuiet: Whether to print errors only.
    package init(_ plan: BatchPlan, asJSON: Bool, isQuiet: Bool) {
        self.plan = plan
        isJSON = asJSON
        self.isQuiet = isQuiet
        lines = LiveLines(isLive: Terminal.standardErrorIsTerminal && !isQuiet)
    }

    /// Says what is to be done, and what it costs.
    ///
    /// - Parameter limit: How many rows are run at most.
    package func tellPlan(chosen limit: Int?) {
        guard !isQuiet else { return }
        let open = plan.count(.open) + plan.count(.moved)
        var parts = ["\(plan.count(.new)) to run"]
        if open > 0 { parts.append("\(open) to continue") }
        if plan.count(.done) > 0 { parts.append("\(plan.count(.done)) done") }
        if plan.count(.failed) > 0 { parts.append("\(plan.count(.failed)) failed before") }
        Terminal.say("batch \(plan.name): \(plan.rows.count) rows, \(parts.joined(separator: ", "))")
        let rows = limit == nil ? "" : " (the first \(plan.chosen.count) rows)"
        guard plan.model.manifest.pricing != nil || !plan.isCharged else { return }
        Terminal.say(plan.isCharged ? "price: \(plan.price)\(rows)" : "price: nothing is charged by the emulator")
    }

    /// Says what a real command would do.
    package func finishDryRun() {
        if isJSON {
            Terminal.print(
                .object([
                    "status": "dry-run", "batch": .string(plan.name.description), "rows": .int(plan.rows.count),
                    "chosen": .int(plan.chosen.count), "done": .int(plan.count(.done)),
                    "failed": .int(plan.count(.failed)),
                    "estimated_price_usd": plan.price.unknownRuns == 0
                        ? .double(Dollars.rounded(plan.price.knownUSD)) : .null,
                    "estimated_price_at_most_usd": plan.price.atMost.map { .double(Dollars.rounded($0)) } ?? .null,
                ])
            )
        } else if !isQuiet {
            Terminal.say("every row was checked; nothing was sent")
        }
    }

    /// Takes an update.
    package func take(_ update: BatchUpdate) {
        switch update {
        case .began(let row): state.withLock { $0.active[row] = Active() }
        case .progress(let row, let progress): state.withLock { $0.active[row]?.step = progress.step }
        case .warning(let row, let text): say("row \(row): warning: \(text)")
        case .tripped(let trip):
            lines.interject { Terminal.say(printable("\(trip.text); what was paid for is still fetched")) }
        case .ended(let result): end(result)
        }
        draw()
    }

    /// Draws the table again.
    package func tick() { draw() }

    /// Prints a line even with `--quiet`.
    package func insist(_ text: String) {
        lines.interject { Terminal.say(printableLine(text)) }
    }

    private func say(_ text: String) {
        guard !isQuiet else { return }
        lines.interject { Terminal.say(printableLine(text)) }
    }

    private func end(_ result: RowResult) {
        let count = state.withLock { state in
            state.active[result.number] = nil
            state.ended += 1
            state.usd += result.price?.usd ?? 0
            if result.status != .succeeded, result.isFinal { state.failed += 1 }
            return state.ended
        }
        let name = "row \(result.number)" + (result.id.map { " (\(printable($0)))" } ?? "")
        lines.interject {
            if isJSON { Terminal.print(result.json) }
            if let error = result.error {
                let help = error.help.map { "\n  help: \(printable($0))" } ?? ""
                Terminal.say("\(name): \(result.status.rawValue): \(printable(error.message))\(help)")
            } else if !isQuiet {
                let price = result.status == .enqueued ? "" : Self.price(of: result)
                Terminal.say("\(name): \(result.status.rawValue)\(price) (\(count) of \(plan.chosen.count))")
            }
            guard !isJSON, result.status == .succeeded else { return }
            if result.paths.isEmpty { Terminal.print(JSONValue.object(result.output)) }
            for path in result.paths { Terminal.print(path: path) }
        }
    }
}

// MARK: - The table

extension BatchReport {
    private func draw() {
        let (state, elapsed) = (state.withLock { $0 }, ContinuousClock.now - start)
        let total = plan.chosen.count
        var head = ["\(state.ended) of \(total) rows"]
        if state.failed > 0 { head.append("\(state.failed) failed") }
        let minutes = elapsed / .seconds(60)
        if state.ended > 0, minutes > 0 {
            let rate = Double(state.ended) / minutes
            head.append("\((rate * 10).rounded() / 10) rows a minute")
            let left = Double(total - state.ended) / rate
            if left > 0 { head.append("about \(Self.length(minutes: left)) left") }
        }
        if plan.isCharged, plan.price.knownUSD > 0 {
            head.append("\(Dollars.text(state.usd)) of about \(Dollars.roundedUp(plan.price.knownUSD))")
        }
        let active = state.active.sorted { $0.key < $1.key }
        var rows = active.prefix(Self.mostShown).map { row, active in
            ["  row \(row)", active.step, Self.clock(ContinuousClock.now - active.start)]
        }
        if active.count > Self.mostShown { rows.append(["  and \(active.count - Self.mostShown) more", "", ""]) }
        lines.show([head.joined(separator: ", ")] + Table(rows: rows).lines)
    }

    private static func price(of result: RowResult) -> String {
        result.price?.usd.map { $0 > 0 ? ", \(Dollars.text($0))" : "" } ?? ", price unknown"
    }

    private static func length(minutes: Double) -> String {
        let minutes = Int(min(minutes, 1e6).rounded(.up))
        return minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
    }

    private static func clock(_ time: Duration) -> String {
        let seconds = time.components.seconds
        return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
    }
}

// MARK: - The end

extension BatchReport {
    /// Prints the outcome of the batch.
    ///
    /// - Parameters:
    ///   - outcome: The outcome.
    ///   - path: The file of results.
    package func finish(_ outcome: BatchOutcome, results path: String) {
        lines.finish()
        if isJSON { Terminal.print(json(outcome, path)) }
        if let problem = outcome.resultsProblem { Terminal.say(problem.printed) }
        if let trip = outcome.trip {
            Terminal.say("error: \(printable(trip.text))")
            if let help = trip.cause.help { Terminal.say("help: \(printable(help))") }
        }
        guard !isQuiet else { return }
        var parts = ["\(outcome.succeeded) succeeded" + (outcome.done > 0 ? " (\(outcome.done) before)" : "")]
        if outcome.failed > 0 { parts.append("\(outcome.failed) failed") }
        if outcome.unknown > 0 { parts.append("\(outcome.unknown) with an unknown outcome") }
        if outcome.enqueued > 0 { parts.append("\(outcome.enqueued) enqueued") }
        if outcome.unfinished > 0 { parts.append("\(outcome.unfinished) unfinished") }
        if outcome.leftOut > 0 { parts.append("\(outcome.leftOut) left out") }
        let cost = outcome.usd > 0 ? "; \(Dollars.text(outcome.usd)) paid" : ""
        Terminal.say("batch \(plan.name): \(outcome.rows) rows, \(parts.joined(separator: ", "))\(cost)")
        Terminal.say("results: \(printable(path))")
        for help in help(outcome) { Terminal.say("help: \(help)") }
    }

    private func help(_ outcome: BatchOutcome) -> [String] {
        var help: [String] = []
        if outcome.unfinished > 0 { help.append("run the same command again to continue") }
        if outcome.enqueued > 0 {
            help.append("wait for the enqueued rows with the same command without --enqueue")
        }
        if outcome.failed > 0 { help.append("run the failed rows again with the same command and --retry-failed") }
        if outcome.unknown > 0 {
            help.append(
                "a submission with an unknown outcome is not sent again; decide with: \(Self.showCommand(plan))"
            )
        }
        return help
    }

    private static func showCommand(_ plan: BatchPlan) -> String { "runner batches \(plan.name)" }

    private func json(_ outcome: BatchOutcome, _ path: String) -> JSONValue {
        var members: [String: JSONValue] = [
            "status": .string(outcome.word), "batch": .string(plan.name.description), "rows": .int(outcome.rows),
            "succeeded": .int(outcome.succeeded), "done_before": .int(outcome.done), "failed": .int(outcome.failed),
            "unknown": .int(outcome.unknown), "enqueued": .int(outcome.enqueued),
            "unfinished": .int(outcome.unfinished),
            "left_out": .int(outcome.leftOut), "price_usd": .double(Dollars.rounded(outcome.usd)),
            "results": .string(path),
        ]
        members["stopped"] = outcome.trip.map { trip in
            ["code": .string(trip.cause.code), "message": .string(trip.text)]
        }
        return .object(members)
    }
}
