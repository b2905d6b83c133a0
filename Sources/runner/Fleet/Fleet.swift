import ArgumentParser
import CommandParsing
import FoundationEssentials
import Presentation
import RunStore

/// `runner fleet`: who drives runs, what waits, and what is stuck.
struct Fleet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet",
        abstract: "Show the processes that share a store: machines, leases, slots, the queue, and stuck runs.",
        discussion: "The limits shown are those that RUNNER_SLOTS sets here."
    )

    @Flag(help: "Print one JSON object.")
    var json = false

    @Option(help: ArgumentHelp("The maximum number of runs in each list.", valueName: "number"))
    var limit = 100

    @OptionGroup var state: StateOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else {
            throw ValidationError("--limit must be a number from 1 to 10000", help: "100 is the default")
        }
    }

    func run() async throws {
        let limits = try ServiceLimits(environment: ProcessInfo.processInfo.environment)
        let recorded = try await RecordedRuns.opened(state, isForReading: true)
        let facts = try await recorded?.database.fleet(limit: limit) ?? FleetFacts()
        let now = Date()
        let fleet = FleetState(facts, limits: limits, at: now)
        if json {
            Terminal.print(FleetJSON.object(fleet, now: now))
        } else {
            Terminal.print(FleetText(fleet, now: now).lines)
        }
    }
}

extension Fleet: JSONPrinting, RunRecording {}
