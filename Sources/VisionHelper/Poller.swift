internal import InferenceKit

/// Decides what to do with each state of a task: wait how long, stop, or fail.
///
/// It does not wait itself, so every order of states can be tried in a test.
struct Poller: Sendable, Hashable {
    /// What to do next.
    enum Action: Sendable, Hashable {
        /// Ask again after the interval.
        case wait(Duration, status: String)
        /// Download this.
        case done(videoURL: String)
    }

    private let task: VisionTask
    private var interval: Duration
    private let longestInterval: Duration
    private var timesNotFound = 0

    /// Starts at the first interval; it grows by a quarter each time, to a bit more than three times the first.
    ///
    /// - Parameters:
    ///   - task: What is asked for.
    ///   - firstInterval: The first wait; three seconds give waits of 3 to 10 seconds.
    init(_ task: VisionTask, firstInterval: Duration) {
        self.task = task
        interval = firstInterval
        longestInterval = firstInterval * 10 / 3
    }

    /// Takes the answer to a question for the result.
    ///
    /// - Parameters:
    ///   - answer: What the service answered.
    ///   - now: The time of day.
    /// - Returns: What to do next.
    /// - Throws: As for a state.
    @inline(never)
    mutating func receive(_ answer: VisionSuccess, now: UTCTime) throws(PredictionError) -> Action {
        try receive(TaskState(answer), now: now)
    }

    /// Takes the state that was just read.
    ///
    /// A task that is not found is asked for three times, since a fresh one may not be known everywhere yet.
    ///
    /// - Parameters:
    ///   - state: What the service says.
    ///   - now: The time of day.
    /// - Returns: What to do next.
    /// - Throws: `PredictionError`: `task-failed` when there will never be a video; `output-unavailable` when a task that must
    ///   be there is not found, which the wrong account or address explains.
    mutating func receive(_ state: TaskState, now: UTCTime) throws(PredictionError) -> Action {
        if state != .notFound { timesNotFound = 0 }
        switch state {
        case .done(let url):
            return .done(videoURL: url)
        case .pending(let status):
            return wait(status)
        case .notFound:
            timesNotFound += 1
            if timesNotFound < 3 { return wait("not found yet") }
            throw notFound(now)
        case .expired:
            throw PredictionError(
                .taskFailed,
                "the result of the task has expired at the service\(submission), which keeps results for twelve hours",
                help: goneHelp
            )
        case .canceled:
            throw PredictionError(.taskFailed, "the task was cancelled at the service", help: "predict again")
        case .doneWithoutVideo(let vendor):
            throw PredictionError(
                // Without a reason it may be the answer that is broken and not the task.
                vendor.code == nil ? .outputUnavailable : .taskFailed,
                "the service reports the task as done but names no video",
                help: "ask the service's support with the request id; the task may have been charged",
                vendor: vendor
            )
        }
    }

    private func notFound(_ now: UTCTime) -> PredictionError {
        // With the time of the last questions, so that a result which is just being dropped counts as gone.
        if let submitted = task.submitted, now + .seconds(60) < submitted + VisionTask.lifetime {
            return PredictionError(
                .outputUnavailable,
                "the service does not know the task\(submission), although it keeps results for twelve hours",
                help: "check that the keys and the endpoint are those that submitted it"
            )
        }
        return PredictionError(
            .taskFailed,
            "the service does not know the task\(submission) any more: it keeps results for twelve hours",
            help: goneHelp
        )
    }

    /// When the task was submitted, as a part of a sentence.
    private var submission: String { task.submitted.map { ", submitted at \($0.iso8601)" } ?? "" }

    private mutating func wait(_ status: String) -> Action {
        defer { interval = min(interval * 5 / 4, longestInterval) }
        return .wait(interval, status: status)
    }
}

private let goneHelp = "ask the service's support with the id of the task, or predict again, which is paid again"
