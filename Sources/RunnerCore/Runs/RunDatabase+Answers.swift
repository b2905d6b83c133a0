internal import FoundationEssentials
internal import InferenceKit
internal import RunStore
internal import WorkerProtocol

extension RunDatabase {
    /// Records the answer to a paid request from its file.
    ///
    /// - Parameters:
    ///   - answer: The answer; one that settles nothing changes nothing.
    ///   - lease: The lease of the run.
    ///   - time: Now.
    /// - Throws: When it cannot be recorded.
    func adopt(_ answer: PaidAnswerFile.Answer, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        guard [.succeeded, .failed].contains(answer.record.phase) else { return }
        // First, since the answer itself may not say it.
        if let task = answer.taskID { try await update(.task(task), lease, at: time) }
        do throws(RunStoreError) {
            try await adopt(answer.record, lease, at: time)
        } catch  where error.code == .stepConflict {
            // It was recorded, and only its file was still there.
        }
    }
}
