import ErrorReporting
import FoundationEssentials
import InferenceKit
import ModelSupply
import Presentation
import RunStore
import RunnerCore

/// Follows a run that another process drives, by its record.
struct RunFollower {
    /// The runs.
    let recorded: RecordedRuns
    /// Where progress goes.
    let reporter: ProgressReporter

    /// How often the store is read, which takes less than a millisecond.
    private static let interval: Duration = .milliseconds(250)

    /// Waits until the run has ended or no process drives it any longer.
    ///
    /// - Parameters:
    ///   - id: The run.
    ///   - stop: Lets the user stop waiting; the run continues.
    ///   - limit: How long to wait.
    /// - Returns: The run as it is then recorded.
    /// - Throws: `RunnerError` when the user stops waiting or the time limit is reached, or an error of the store.
    func follow(_ id: RunID, stop: StopSignal, limit: Duration?) async throws -> Run {
        let last = Task { try await poll(id, until: limit.map { ContinuousClock.now + $0 }) }
        stop.listen { _ in last.cancel() }
        return try await withTaskCancellationHandler {
            do {
                return try await last.value
            } catch is CancellationError {
                throw RunnerError(
                    .interrupted,
                    "stopped waiting; the run continues",
                    help:
                        "wait again: \(try await command("wait", id))\n      or cancel it: \(try await command("cancel", id))"
                )
            }
        } onCancel: {
            last.cancel()
        }
    }

    private func poll(_ id: RunID, until end: ContinuousClock.Instant?) async throws -> Run {
        var shown: (task: String?, step: String?) = (nil, nil)
        while true {
            let run = try await recorded.database.run(named: id.description)
            guard RunStanding(run, now: Date()).isDriven else {
                // The death of its process may have left the outcome of a paid step unknown.
                try await recorded.database.settle(at: Date())
                return try await recorded.database.run(named: id.description)
            }
            if let task = run.taskID, shown.task != task {
                shown.task = task
                reporter.task(task)
            }
            if let step = try await recorded.database.steps(of: id).last?.record.name, shown.step != step {
                shown.step = step
                reporter.step("\(run.status.rawValue): \(step)")
            }
            if let end, ContinuousClock.now >= end {
                throw RunnerError(
                    RunnerError.Code("deadline-exceeded", exitStatus: .unfinished),
                    "the run has not ended within this time and continues",
                    help: "wait again: \(try await command("wait", id))"
                )
            }
            try await Task.sleep(for: Self.interval)
        }
    }

    private func command(_ name: String, _ id: RunID) async throws -> String {
        let run = try await recorded.database.run(named: id.description)
        return CommandText.runner(["runs", name, try await recorded.name(of: run)] + recorded.state.words)
    }
}
