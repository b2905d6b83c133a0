package import InferenceKit
package import RunStore
internal import Synchronization
internal import WorkerProtocol

/// The files that are reserved for the answers to the paid steps which a worker is doing.
package final class PaidAnswerKeeper: Sendable {
    private struct Key: Hashable {
        var name: String
        var ordinal: Int

        init(_ record: StepRecord) {
            (name, ordinal) = (record.name, record.ordinal)
        }
    }

    /// Where the files are.
    package let directory: PaidAnswerDirectory
    private let worker = Mutex<RunOwner?>(nil)
    private let files = Mutex<[Key: String]>([:])

    /// - Parameter directory: Where the files are.
    package init(_ directory: PaidAnswerDirectory) {
        self.directory = directory
    }

    /// Notes which process sends what is paid for.
    ///
    /// - Parameter process: Its id.
    package func note(worker process: Int32) {
        worker.withLock { $0 = RunOwner(process: process) }
    }

    /// Reserves a file before a paid step begins.
    ///
    /// - Parameter record: The report on a step.
    /// - Throws: `store-unusable`; the step must not begin then.
    package func prepare(for record: StepRecord) throws(RunStoreError) {
        guard record.paid, record.phase == .began, let worker = worker.withLock({ $0 }) else { return }
        let file = try directory.reserve(for: worker)
        files.withLock { $0[Key(record)] = file }
    }

    /// The file for the answer to a step that begins.
    ///
    /// - Parameter record: The report on a step.
    /// - Returns: The file; `nil` for other reports.
    package func file(for record: StepRecord) -> String? {
        record.paid && record.phase == .began ? files.withLock { $0[Key(record)] } : nil
    }

    /// Whether the outcome of a paid step is in its file, so that it can be recorded later.
    ///
    /// - Parameter record: The outcome.
    /// - Returns: Whether it is.
    package func holds(_ record: StepRecord) -> Bool {
        guard let file = files.withLock({ $0[Key(record)] }) else { return false }
        return PaidAnswerFile.answer(at: file)?.record == record
    }

    /// Removes the file of a paid step whose outcome is recorded.
    ///
    /// - Parameter record: The report on a step.
    package func settle(_ record: StepRecord) {
        guard record.paid, record.phase != .began else { return }
        guard let file = files.withLock({ $0.removeValue(forKey: Key(record)) }) else { return }
        directory.remove(file)
    }
}
