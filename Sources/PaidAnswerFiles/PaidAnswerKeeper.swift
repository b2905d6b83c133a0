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
    /// A process, and the name by which it reaches a file.
    private struct Worker {
        var process: Int32
        var name: @Sendable (_ file: String) -> String?
    }

    private let worker = Mutex<Worker?>(nil)
    private let files = Mutex<[Key: (file: String, name: String)]>([:])

    /// - Parameter directory: Where the files are.
    package init(_ directory: PaidAnswerDirectory) {
        self.directory = directory
    }

    /// Notes which process sends what is paid for.
    ///
    /// - Parameters:
    ///   - process: Its id.
    ///   - name: Gives the name by which it reaches a file; `nil` when there is none.
    package func note(worker process: Int32, _ name: @escaping @Sendable (_ file: String) -> String?) {
        worker.withLock { $0 = Worker(process: process, name: name) }
    }

    /// Reserves a file before a paid step begins.
    ///
    /// - Parameter record: The report on a step.
    /// - Throws: `store-unusable`; the step must not begin then.
    package func prepare(for record: StepRecord) throws(RunStoreError) {
        guard record.paid, record.phase == .began, let worker = worker.withLock({ $0 }) else { return }
        let file = try directory.reserve(for: RunOwner(process: worker.process))
        guard let name = worker.name(file) else {
            directory.remove(file)
            throw PaidAnswerDirectory.noRoom("the worker cannot reach '\(file)'")
        }
        files.withLock { $0[Key(record)] = (file, name) }
    }

    /// The file for the answer to a step that begins.
    ///
    /// - Parameter record: The report on a step.
    /// - Returns: The file; `nil` for other reports.
    package func file(for record: StepRecord) -> String? {
        record.paid && record.phase == .began ? files.withLock { $0[Key(record)]?.name } : nil
    }

    /// Whether the outcome of a paid step is in its file, so that it can be recorded later.
    ///
    /// - Parameter record: The outcome.
    /// - Returns: Whether it is.
    package func holds(_ record: StepRecord) -> Bool {
        guard let file = files.withLock({ $0[Key(record)]?.file }) else { return false }
        return PaidAnswerFile.answer(at: file)?.record == record
    }

    /// Removes the file of a paid step whose outcome is recorded.
    ///
    /// - Parameter record: The report on a step.
    package func settle(_ record: StepRecord) {
        guard record.paid, record.phase != .began else { return }
        guard let file = files.withLock({ $0.removeValue(forKey: Key(record))?.file }) else { return }
        directory.remove(file)
    }
}
