package import FoundationEssentials
internal import InferenceKit
package import RunStore
package import WorkerProtocol

extension RunDatabase {
    /// Records the answer to a paid request from its file.
    ///
    /// - Parameters:
    ///   - answer: The answer; one that settles nothing changes nothing.
    ///   - token: That of the lease under which the request was sent, so that it settles no other.
    ///   - lease: The lease of the run.
    ///   - time: Now.
    /// - Returns: A remark when the request had been given up; `nil` otherwise.
    /// - Throws: When it cannot be recorded.
    package func adopt(
        _ answer: PaidAnswerFile.Answer,
        begunUnder token: Int64,
        _ lease: RunLease,
        at time: Date
    ) async throws(RunStoreError) -> String? {
        guard [.succeeded, .failed].contains(answer.record.phase) else { return nil }
        do throws(RunStoreError) {
            let answered = StepAnswer(token: token, task: answer.taskID)
            if let note = try await adopt(answer.record, answering: answered, lease, at: time) {
                return note.error.map { "the run '\(lease.run.short)': \($0.message)" }
            }
        } catch  where error.code == .stepConflict {
            // It was recorded, and only its file was still there; perhaps its task was not recorded yet.
            let run = try await run(named: lease.run.description)
            if run.taskID != nil || run.status.isTerminal { return nil }
        }
        if let task = answer.taskID { try await update(.task(task), lease, at: time) }
        return nil
    }
}
