internal import ErrorReporting
internal import FileStores
internal import FoundationEssentials
internal import InferenceKit
package import RunStore

extension Resumption {
    /// Brings a run to its end: waits for the process that drives it, and continues it when none does.
    ///
    /// - Parameters:
    ///   - id: The run.
    ///   - options: What is different this time, should this process continue the run.
    ///   - limit: How long to wait for another process; `nil` for no limit.
    ///   - stop: Lets the user stop waiting, or cancel the run.
    ///   - watch: Called with everything that happens.
    /// - Returns: The run as it is recorded, succeeded, or submitted when its result is not waited for.
    /// - Throws: ``RunStopped``, or `RunStoreError`.
    package func finish(
        _ id: RunID,
        _ options: Options = Options(),
        limit: Duration? = nil,
        stop: StopSignal = StopSignal(),
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> Run {
        let end = limit.map { ContinuousClock.now + $0 }
        while true {
            let found = try await database.run(named: id.description)
            if !found.status.isTerminal, let lease = found.lease, lease.isHeld(at: now()) {
                let owner = "process \(lease.owner.processID) on '\(lease.owner.host)'"
                watch(.progress(ProgressUpdate("waiting for \(owner), which is executing the run \(id.short)")))
            } else if !found.status.isTerminal, found.isEnqueued {
                let isTaken = try await database.fleet(limit: 0).isThereWork(at: now())
                let hint = isTaken ? "" : "; no process executes enqueued runs: start one with 'runner work'"
                watch(.progress(ProgressUpdate("waiting for a process that takes the run \(id.short)\(hint)")))
            }
            let run = try await RunFollower(database: database, now: now)
                .follow(id, limit: end.map { $0 - ContinuousClock.now }, stop: stop, watch: watch)
            switch run.status {
            case .succeeded: return try await SharedFiles(installation)?.home(run) ?? run
            case .failed, .canceled: throw RunStopped(recorded: run)
            case .queued, .starting, .processing, .unknown: break
            }
            if run.status != .unknown {
                watch(.log("no process is executing the run \(id.short) any more; continuing it"))
            }
            do {
                return try await resume(id, options, stop: stop, watch: watch)
            } catch let error as RunStoreError where error.code == .locked {
                // Another process was faster.
                continue
            }
        }
    }
}
