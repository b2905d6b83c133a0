import FoundationEssentials
import InferenceKit
import RunStore
import SQLiteRunStore
import Synchronization

/// Records what a run reports before it goes on, as `runner` does for its worker.
final class RecordingChannel: RunChannel {
    private let database: any RunDatabase
    let lease: RunLease
    private let seen = Mutex((state: "", changes: 0, taskID: String?.none))

    /// - Parameters:
    ///   - database: Where it is recorded.
    ///   - lease: The right to do so.
    init(database: any RunDatabase, lease: RunLease) {
        self.database = database
        self.lease = lease
    }

    /// How often the run stood elsewhere than before.
    var changes: Int { seen.withLock { $0.changes } }

    func report(_ report: RunReport) {
        seen.withLock { seen in
            switch report {
            case .progress(let update) where seen.state != update.step:
                seen.state = update.step
                seen.changes += 1
            case .task(let id): seen.taskID = id
            default: break
            }
        }
    }

    /// Records the end of the run at its deadline; throws anything else that has ended it.
    func end(_ error: any Error) async throws {
        guard let error = error as? PredictionError, error.code == .deadlineExceeded, error.taskID != nil else {
            throw error
        }
        let failure = RunFailure(code: error.code.rawValue, message: error.message, exitStatus: 75)
        try await database.end(.interrupted(failure, log: []), lease, at: Date())
    }

    func record(_ step: StepRecord) async throws {
        if step.paid, step.phase == .succeeded, let id = seen.withLock({ $0.taskID }) {
            try await database.update(.task(id), lease, at: Date())
        }
        try await database.record(step, lease, at: Date())
    }
}
