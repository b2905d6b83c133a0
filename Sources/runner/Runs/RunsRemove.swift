import ArgumentParser
import ErrorReporting
import FoundationEssentials
import ModelSupply
import PaidAnswerFiles
import Presentation
import RunStore
import RunnerCore

/// `runner runs rm ID…`: removes runs.
struct RunsRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove runs from the record; their outputs stay.",
        discussion:
            "A run that a process is working on is kept, and so is one whose paid result has not been fetched, or whose outcome is unknown."
    )

    @Argument(help: "Ids of runs, or the beginning of either part; 'last' is the newest run.")
    var runs: [String]

    @Flag(help: "Remove a run even if its paid result has not been fetched, or its outcome is unknown.")
    var force = false

    @OptionGroup var state: StateOptions

    func run() async throws {
        let recorded = try await RecordedRuns.holding(runs[0], state)
        let freed = force ? try await slotsOfRemovedRuns(recorded) : []
        let names = runs.filter { name in !freed.contains { isName(name, of: $0) } }
        let list = try await recorded.runs(named: names)
        // Check all of them before removing the first.
        if !force { for run in list { try await checkNothingIsLost(run, recorded) } }
        for run in list {
            RunLeftovers(try await recorded.database.remove(run.id, at: Date())).remove()
            KeptFiles.remove(run.id, from: recorded.database)
            if force { PaidAnswerDirectory.removeAnswers(of: run.id, beside: recorded.database) }
            Terminal.say("removed \(run.id)")
            try await warnOfSlot(of: run, recorded)
        }
        for slot in freed {
            try await recorded.database.freeSlot(ofRemoved: slot.run)
            Terminal.say("freed the slot of '\(slot.account)' that \(slot.run) had left")
        }
    }

    /// The slots of runs that were removed before, and whose tasks have ended since, as the user says.
    private func slotsOfRemovedRuns(_ recorded: RecordedRuns) async throws -> [Slot] {
        try await recorded.database.fleet(limit: 0).slots.filter { slot in
            slot.removed != nil && runs.contains { isName($0, of: slot) }
        }
    }

    private func isName(_ name: String, of slot: Slot) -> Bool {
        [slot.run.description, slot.run.short].contains(name.lowercased())
    }

    private func warnOfSlot(of run: Run, _ recorded: RecordedRuns) async throws {
        guard run.status == .unknown || !run.status.isTerminal else { return }
        let slots = try await recorded.database.fleet(limit: 0).slots
        guard let slot = slots.first(where: { $0.run == run.id && $0.removed != nil }) else { return }
        let free = CommandText.runner(["runs", "rm", run.id.short, "--force"] + recorded.state.words)
        Terminal.say(
            "warning: its task\(run.taskID.map { " '\($0)'" } ?? "") may still be at the service, and keeps a slot of "
                + "'\(slot.account)' until \(slot.end.text)\nhelp: once the task has ended, free the slot: \(free)"
        )
    }

    private func checkNothingIsLost(_ run: Run, _ recorded: RecordedRuns) async throws {
        let name = try await recorded.name(of: run)
        let force = CommandText.runner(["runs", "rm", name, "--force"] + recorded.state.words)
        if run.mayHoldUnfetchedResult {
            let isUnknown = run.status == .unknown
            let next = isUnknown ? ["show", name, "--support"] : [run.isEnqueued ? "wait" : "resume", name]
            throw RunnerError(
                .usage,
                isUnknown
                    ? "it is unknown whether the run \(name) was paid for; only its record says what to look for"
                    : "the run \(name) has a paid result that has not been fetched yet",
                help:
                    "\(isUnknown ? "find out" : "fetch it"): \(CommandText.runner(["runs"] + next + recorded.state.words))"
                    + "\n      or discard it: \(force)",
                taskID: run.taskID
            )
        }
        if run.isPaid, run.status != .succeeded, let path = RunLeftovers(run).paths.first {
            throw RunnerError(
                .usage,
                "the partial output of the run \(name) in '\(path)' would be removed with it",
                help: "move the file elsewhere, or discard it: \(force)"
            )
        }
    }
}

extension RunsRemove: RunRecording {}
