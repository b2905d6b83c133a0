internal import InferenceKit

/// Decides what each state of a task means: wait, a video, or a failure.
///
/// A value that neither asks nor waits, so that a test can try every order of states.
struct Poller: Sendable, Hashable {
    /// How often a state that may be a slip of the service is asked for before it counts.
    private static let patience = 3

    private let task: VisionTask
    private var timesNotFound = 0
    private var timesWithoutLink = 0

    /// Starts with a task that was submitted.
    ///
    /// - Parameter task: The task that is asked for.
    init(_ task: VisionTask) {
        self.task = task
    }

    /// Handles a response to the query for the result.
    ///
    /// A task that is not found is asked for three times, since a new one may not be known everywhere yet. So is one that is done without a
    /// link and without a reason.
    ///
    /// - Parameters:
    ///   - answer: The service's response.
    ///   - now: The time of day.
    /// - Returns: What to do next.
    /// - Throws: `PredictionError`: `task-failed` when there will never be a video; `output-unavailable` when a task that must
    ///   be there is not found, or is done without a link.
    @inline(never)
    mutating func receive(_ answer: VisionSuccess, now: UTCTime) throws(PredictionError) -> Waiter.Answer<VideoLink> {
        let state = TaskState(answer)
        if state != .notFound { timesNotFound = 0 }
        switch state {
        case .done(let url):
            return .done(VideoLink(url: url, requestID: answer.requestID))
        case .pending(let status):
            return .pending(ProgressUpdate(status))
        case .notFound:
            timesNotFound += 1
            if timesNotFound < Self.patience { return .pending(ProgressUpdate("not found yet")) }
            throw notFound(now)
        case .expired:
            throw PredictionError(
                .taskFailed,
                "the task's result has expired at the service\(submission), which keeps results for twelve hours",
                help: goneHelp
            )
        case .canceled:
            throw PredictionError(.taskFailed, "the task was canceled at the service", help: "predict again")
        case .failed(let vendor):
            throw PredictionError(
                .taskFailed,
                "the service reports the task as done but returned no video",
                help: "ask the service's support with the request id; the task may have been charged",
                vendor: vendor
            )
        case .doneWithoutLink(let vendor):
            timesWithoutLink += 1
            if timesWithoutLink < Self.patience { return .pending(ProgressUpdate("done, waiting for the link")) }
            throw PredictionError(
                .outputUnavailable,
                "the service reports the task as done but returned no link to the video",
                help: "continue the run later; if that does not help, ask the service's support with the request id",
                vendor: vendor
            )
        }
    }

    private func notFound(_ now: UTCTime) -> PredictionError {
        // Allow for the time of the last questions, so that a result which is just being dropped counts as gone.
        if let submitted = task.submitted, now + .seconds(60) < submitted + VisionTask.lifetime {
            return PredictionError(
                .outputUnavailable,
                "the service does not know the task\(submission), although it keeps results for twelve hours",
                help: "check that the keys and the endpoint are those that submitted it"
            )
        }
        return PredictionError(
            .taskFailed,
            "the service no longer knows the task\(submission): it keeps results for twelve hours",
            help: goneHelp
        )
    }

    /// When the task was submitted, as a part of a sentence.
    private var submission: String { task.submitted.map { ", submitted at \($0.iso8601)" } ?? "" }
}

private let goneHelp =
    "ask the service's support with the task's id, or predict again, which is charged again"
