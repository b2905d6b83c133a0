package import FoundationEssentials
package import InferenceKit

/// How far a run is, and how long it may still take.
package struct RunOutlook: Sendable, Hashable {
    /// The part that is done, from 0 to 1; `nil` when nothing is known.
    package let fraction: Double?
    /// The remaining time in seconds; `nil` when nothing is known.
    package let remainingSeconds: Double?

    /// The part that a run reaches at most before its end is known.
    private static let mostBeforeEnd = 0.97

    /// Estimates from earlier runs of the same model; without any, from the progress of the present step.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - progress: What it is doing now; `nil` when that is not known.
    ///   - earlier: Runs of the same model that have succeeded.
    ///   - now: Now.
    package init(_ run: Run, _ progress: ProgressUpdate?, earlier: [Run], now: Date) {
        guard !run.status.isTerminal, let started = run.started else {
            fraction = run.status == .succeeded ? 1 : nil
            remainingSeconds = nil
            return
        }
        let lengths = earlier.compactMap { Self.seconds($0) }.sorted()
        guard !lengths.isEmpty else {
            fraction = progress.flatMap(Self.share)
            remainingSeconds = nil
            return
        }
        let expected = max(0.1, lengths[lengths.count / 2])
        let elapsed = max(0, now.timeIntervalSince(started))
        fraction = min(Self.mostBeforeEnd, elapsed / expected)
        // A run that takes longer than others says nothing about its end.
        remainingSeconds = elapsed < expected ? expected - elapsed : nil
    }

    private static func seconds(_ run: Run) -> Double? {
        guard run.status == .succeeded, let started = run.started, let ended = run.ended else { return nil }
        return ended.timeIntervalSince(started)
    }

    private static func share(_ update: ProgressUpdate) -> Double? {
        let total = update.unit == .fraction ? 1 : update.total
        guard let done = update.done, let total, total > 0, done.isFinite, total.isFinite else { return nil }
        return max(0, min(mostBeforeEnd, done / total))
    }
}
