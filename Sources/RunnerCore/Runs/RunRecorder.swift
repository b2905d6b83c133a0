internal import FoundationEssentials
internal import InferenceKit
internal import RunStore

/// Writes down what happens to a run that this process drives, and keeps the right to do so.
struct RunRecorder: Sendable {
    /// Where runs are recorded.
    let database: any RunDatabase
    /// The right to work on the run.
    let lease: RunLease
    /// Where a test kills processes.
    let faults: FaultInjection?
    /// The time of day.
    var now: @Sendable () -> Date = { Date() }
    /// How often it is looked whether another process wants something.
    var pulse: Duration = .seconds(1)

    /// Records where a step stands; on return it is on disk.
    func record(_ step: StepRecord) async throws(RunStoreError) {
        faults?.reach(.beforeRecord(step))
        try await database.record(step, lease, at: now())
        faults?.reach(.afterRecord(step))
    }

    /// Records something else that happened.
    func record(_ change: RunChange) async throws(RunStoreError) {
        try await database.update(change, lease, at: now())
    }

    /// Records what is good to know but not worth ending a run for; a store that fails will fail again at the next step.
    func note(_ update: RunUpdate) async {
        switch update {
        case .task(let id): try? await record(.task(id))
        case .downloading(let part): try? await record(.downloading(part))
        case .progress, .warning, .log, .step, .request: break
        }
    }

    /// Renews the lease and passes on what other processes want, until it is cancelled.
    ///
    /// - Parameter control: Learns that the run is to be cancelled, or that another process has taken it over.
    func keepAlive(_ control: RunControl) async {
        var renewed = ContinuousClock.now
        var isCanceled = false
        while (try? await Task.sleep(for: pulse)) != nil {
            do {
                var wantsCancel = false
                if ContinuousClock.now - renewed >= RunLease.length / 4 {
                    wantsCancel = try await database.renew(lease, at: now())
                    renewed = .now
                } else if !isCanceled {
                    wantsCancel = try await database.run(named: lease.run.description).isCancelRequested
                }
                if wantsCancel, !isCanceled {
                    isCanceled = true
                    control.send(.cancel)
                }
            } catch  where error.code == .leaseLost || error.code == .noSuchRun {
                control.send(.leave(error))
                return
            } catch {
                // A disk that is full now may not be in fifteen seconds; what matters is recorded or ends the run.
            }
        }
    }
}
