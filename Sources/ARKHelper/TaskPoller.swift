internal import InferenceKit

/// Decides what each state of a task means: wait, a video, or a failure.
///
/// A value that neither asks nor waits, so that a test can try every order of states.
struct TaskPoller: Sendable, Hashable {
    /// How often a state that may be a slip of the service is asked for before it counts.
    private static let patience = 3

    private let task: ARKTask
    private var timesNotFound = 0
    private var timesWithoutLink = 0

    /// Starts with a task that was created.
    init(_ task: ARKTask) {
        self.task = task
    }

    /// Takes a state.
    ///
    /// A task that has succeeded without a link is asked for three times.
    ///
    /// - Returns: What to do next.
    /// - Throws: `PredictionError`: `content-refused` or `task-failed` when there will never be a video; `output-unavailable` for a success
    ///   without a link.
    mutating func receive(_ state: TaskState) throws(PredictionError) -> Waiter.Answer<MadeVideo> {
        timesNotFound = 0
        switch state {
        case .succeeded(let made): return .done(made)
        case .pending(let status): return .pending(ProgressUpdate(status))
        case .failed(let vendor): throw .taskFailed(vendor)
        case .canceled:
            throw PredictionError(.taskFailed, "the task was canceled at the service", help: "predict again")
        case .expired:
            throw PredictionError(
                .taskFailed,
                "the task was not finished in time, and the service gave up on it",
                help: "predict again; a task that expired is not charged"
            )
        case .succeededWithoutLink(let vendor):
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

    /// Handles the response that the service does not know the task, three times, since a new one may not be known everywhere yet.
    ///
    /// - Returns: What to do next.
    /// - Throws: `PredictionError`: `task-failed` once the service keeps it no longer, else `output-unavailable`.
    mutating func receiveNotFound(
        _ error: PredictionError,
        now: UTCTime
    ) throws(PredictionError) -> Waiter.Answer<MadeVideo> {
        timesNotFound += 1
        if timesNotFound < Self.patience { return .pending(ProgressUpdate("not found yet")) }
        let submission = task.submitted.map { ", created at \($0.iso8601)" } ?? ""
        // Allow for the time of the last questions, so that a result which is just being dropped counts as gone.
        if let submitted = task.submitted, now + .seconds(60) < submitted + ARKTask.lifetime {
            throw PredictionError(
                .outputUnavailable,
                "the service does not know the task\(submission), although it keeps tasks for seven days",
                help: "check that ARK_API_KEY and the endpoint are those that created it",
                vendor: error.vendor
            )
        }
        throw PredictionError(
            .taskFailed,
            "the service no longer knows the task\(submission): it keeps tasks for seven days",
            help: "ask the service's support with the task's id, or predict again, which is charged again",
            vendor: error.vendor
        )
    }
}

extension PredictionError {
    /// The failure that a task reports: HTTP says 200 then, and the code is in the task.
    fileprivate static func taskFailed(_ vendor: VendorDetail) -> PredictionError {
        let refusal = ARKRefusal(code: vendor.code ?? "", parameter: nil, httpStatus: nil)
        if refusal.errorCode == .contentRefused {
            return PredictionError(.contentRefused, refusal.message, help: refusal.help, vendor: vendor)
        }
        return PredictionError(
            .taskFailed,
            "the task failed at the service",
            help: "predict again; a task that failed is not charged",
            vendor: vendor
        )
    }
}
