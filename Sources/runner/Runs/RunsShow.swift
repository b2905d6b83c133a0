import ArgumentParser
import CommandParsing
import FoundationEssentials
import InferenceKit
import Presentation
import RunStore
import RunnerCore

/// `runner runs show ID`: everything about a run.
struct RunsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show everything about a run: inputs, steps, price, outputs, errors, and what can be done."
    )

    @Argument(help: "The run's id, or the beginning of either part; 'last' is the newest run.")
    var run: String

    @Flag(help: "Print only what the service's support needs: ids, times, codes; none of the inputs.")
    var support = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var state: StateOptions

    func validate() throws {
        if support, json {
            throw ValidationError("--support and --json cannot be used together", help: "use one of them")
        }
    }

    func run() async throws {
        let recorded = try await RecordedRuns.holding(run, state, isForReading: true)
        let run = try await recorded.run(named: run)
        let steps = try await recorded.database.steps(of: run.id)
        let now = Date()
        if json {
            var object = RunJSON.object(run, steps: steps, now: now)
            let kept = KeptFiles.paths(of: run.id, in: recorded.database)
            if case .object(var members) = object, !kept.isEmpty {
                members["kept_files"] = .array(kept.map(JSONValue.string))
                object = .object(members)
            }
            Terminal.print(object)
            return
        }
        let lines =
            support
            ? SupportText(run: run, steps: steps).lines
            : RunDescription(
                standing: RunStanding(run, now: now),
                steps: steps,
                keptFiles: KeptFiles.paths(of: run.id, in: recorded.database),
                next: try await recorded.nextSteps(run),
                now: now
            ).lines
        Terminal.print(lines)
    }
}

extension RunsShow: JSONPrinting, RunRecording {}
