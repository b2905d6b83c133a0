internal import Dispatch
package import InferenceKit
internal import Synchronization

/// The paid steps under way in this worker, and the files that their answers are written to.
package final class PaidAnswers: Sendable {
    /// A step of a run.
    package struct Step: Sendable, Hashable {
        private var run: String
        private var name: String
        private var ordinal: Int

        /// Identifies the step that a record is about.
        ///
        /// - Parameters:
        ///   - record: Any record of the step.
        ///   - run: The run.
        package init(_ record: StepRecord, of run: String) {
            self.run = run
            name = record.name
            ordinal = record.ordinal
        }
    }

    private struct State {
        var files: [Step: String] = [:]
        var tasks: [String: String] = [:]
        var isAbandoned = false
    }

    private let state = Mutex(State())
    private let patience: DispatchTimeInterval
    private let allAnswered = DispatchSemaphore(value: 0)

    /// Starts without steps.
    ///
    /// - Parameter patience: How long a worker without its runner waits for answers.
    package init(patience: Duration = .seconds(60)) {
        self.patience = .milliseconds(Int(patience / .milliseconds(1)))
    }

    /// Notes that a step begins.
    ///
    /// - Parameters:
    ///   - step: The step.
    ///   - file: The file that the runner has reserved for its answer.
    package func begin(_ step: Step, file: String) {
        state.withLock { $0.files[step] = file }
    }

    /// Notes the service's name for the work of a run.
    ///
    /// - Parameters:
    ///   - task: The service's name for it.
    ///   - run: The run.
    package func name(task: String, of run: String) {
        state.withLock { $0.tasks[run] = task }
    }

    /// Writes the end of a paid step to its file, before it is reported.
    ///
    /// - Parameters:
    ///   - record: The end of the step.
    ///   - run: The run.
    ///   - now: The time of day.
    package func end(_ record: StepRecord, of run: String, at now: UTCTime) {
        let step = Step(record, of: run)
        let (file, task) = state.withLock { ($0.files[step], $0.tasks[run]) }
        guard let file else { return }
        let answer = PaidAnswerFile.Answer(
            run: run,
            record: record,
            taskID: task,
            secondsSinceEpoch: now.secondsSinceEpoch
        )
        // The report to the runner is the rule and the file the exception, so a failure here ends nothing.
        try? PaidAnswerFile.write(answer, to: file)
        let isLast = state.withLock { state in
            state.files[step] = nil
            return state.isAbandoned && state.files.isEmpty
        }
        if isLast { allAnswered.signal() }
    }

    /// Forgets a run that is over; a paid step of it that is under way stays.
    ///
    /// - Parameter run: The run.
    package func forget(_ run: String) {
        state.withLock { $0.tasks[run] = nil }
    }

    /// Waits until every paid step under way has its answer on disk, or there is no patience left; blocks.
    package func waitForAll() {
        let isOpen = state.withLock { state in
            state.isAbandoned = true
            return !state.files.isEmpty
        }
        if isOpen { _ = allAnswered.wait(timeout: .now() + patience) }
    }
}
