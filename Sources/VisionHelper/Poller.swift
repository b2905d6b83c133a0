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

    private var interval: Duration
    private let longestInterval: Duration
    private var timesNotFound = 0

    /// Starts at the first interval; it grows by a quarter each time, to a bit more than three times the first.
    ///
    /// - Parameter firstInterval: The first wait; three seconds give waits of 3 to 10 seconds.
    init(firstInterval: Duration = .seconds(3)) {
        interval = firstInterval
        longestInterval = firstInterval * 10 / 3
    }

    /// Takes the state that was just read.
    ///
    /// A task that is not found is asked for three times, since a fresh one may not be known everywhere yet.
    ///
    /// - Throws: `PredictionError` when there will never be a video.
    mutating func receive(_ state: TaskState) throws -> Action {
        if state != .notFound { timesNotFound = 0 }
        switch state {
        case .done(let url):
            return .done(videoURL: url)
        case .pending(let status):
            return wait(status)
        case .notFound:
            timesNotFound += 1
            if timesNotFound < 3 { return wait("not found yet") }
            throw PredictionError(
                .taskFailed,
                "the service does not know the task: results are kept for twelve hours",
                help: "check that the keys belong to the account that submitted it; otherwise predict again"
            )
        case .expired:
            throw PredictionError(
                .taskFailed,
                "the result of the task has expired at the service",
                help: "results are kept for twelve hours; predict again to get a new one"
            )
        case .canceled:
            throw PredictionError(.taskFailed, "the task was cancelled at the service", help: "predict again")
        case .doneWithoutVideo(let vendor):
            throw PredictionError(
                .taskFailed,
                "the service reports the task as done but names no video",
                help: "ask the service's support with the request id; the task may have been charged",
                vendor: vendor
            )
        }
    }

    private mutating func wait(_ status: String) -> Action {
        defer { interval = min(interval * 5 / 4, longestInterval) }
        return .wait(interval, status: status)
    }
}
