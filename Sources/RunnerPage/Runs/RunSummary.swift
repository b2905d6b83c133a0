package import FoundationEssentials
package import InferenceKit
internal import Presentation
internal import Quantities
package import RunStore

/// A run as a line of the page's list, for programs: what it is, how it stands, how far it is and what it costs.
package struct RunSummary: Sendable {
    /// The run.
    package let run: Run
    /// How far it is.
    package let outlook: RunOutlook
    /// What it is doing now; `nil` when that is not known.
    package let progress: ProgressUpdate?
    /// Now.
    package let now: Date

    /// Describes a run.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - progress: What it is doing now.
    ///   - earlier: Runs of the same model that have succeeded.
    ///   - now: Now.
    package init(_ run: Run, progress: ProgressUpdate?, earlier: [Run], now: Date) {
        self.run = run
        self.progress = progress
        self.now = now
        outlook = RunOutlook(run, progress, earlier: earlier, now: now)
    }

    /// The members of the object.
    package var members: [String: JSONValue] {
        let standing = RunStanding(run, now: now)
        return [
            "id": .string(run.id.description), "model": .string(run.model.name),
            "status": .string(run.status.rawValue),
            // A run that waits for its turn has not been interrupted.
            "is_interrupted": .bool(standing.isInterrupted && run.status != .queued),
            "is_canceling": .bool(!run.status.isTerminal && run.isCancelRequested),
            "created_at": .string(run.created.timestamp),
            "started_at": Self.time(run.started), "completed_at": Self.time(run.ended),
            "cost": cost(standing), "progress": progressJSON,
            "error": failure.map { .string($0.message) } ?? .null,
            "actions": .array(run.actions(at: now).map { .string($0.rawValue) }),
        ]
    }

    /// Why it has stopped, without the places of this machine; `nil` for a run that has succeeded.
    var failure: RunFailure? {
        guard run.status != .succeeded, var failure = run.failure else { return nil }
        failure.message = failure.message.replacing(run.model.directory, with: run.model.name)
        failure.help = failure.help?.replacing(run.model.directory, with: run.model.name)
        return failure
    }

    private func cost(_ standing: RunStanding) -> JSONValue {
        let usd = (run.price ?? run.estimate).usd
        return [
            "text": .string(run.service.isCharged ? standing.cost : "free"),
            "usd": run.service.isCharged ? usd.map { .double(Dollars.rounded($0)) } ?? .null : 0,
            "is_charged": .bool(run.service.isCharged), "is_estimate": .bool(run.price == nil),
            "is_paid": .bool(run.isPaid),
        ]
    }

    private var progressJSON: JSONValue {
        guard !run.status.isTerminal else { return .null }
        return [
            "step": progress.map { .string($0.step) } ?? .null,
            "fraction": outlook.fraction.map { .double(($0 * 1_000).rounded() / 1_000) } ?? .null,
            "remaining_seconds": outlook.remainingSeconds.map { .double(($0 * 10).rounded() / 10) } ?? .null,
        ]
    }

    static func time(_ date: Date?) -> JSONValue { date.map { .string($0.timestamp) } ?? .null }
}
