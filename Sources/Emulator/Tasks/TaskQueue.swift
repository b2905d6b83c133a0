import InferenceKit

/// The tasks of one service: those that were submitted, those in progress, and the videos that they made.
///
/// It is an actor because every request and every task in progress reads and changes these together; each change is
/// one method without a suspension.
actor TaskQueue<Request: Sendable> {
    /// A task whose work is about to start.
    struct Job: Sendable {
        /// The task.
        let id: String
        /// The client's request.
        let request: Request
        /// Ends when the client cancels the task.
        let cancellation: AsyncStream<Never>
    }

    /// The identifiers of the tasks to work on, in order.
    nonisolated let submissions: AsyncStream<String>

    private let time: any TimeSource
    private let videos: Shelf
    private let linkLife: Duration
    private let submitted: AsyncStream<String>.Continuation
    private var book: TaskBook<Request>
    private var cancellations: [String: AsyncStream<Never>.Continuation] = [:]
    private var made: [[String]: MadeVideo] = [:]
    private var cancels = 0

    /// Creates a queue without tasks.
    ///
    /// - Parameters:
    ///   - pace: How fast tasks proceed and how long they are kept.
    ///   - concurrency: How many tasks can be in progress at once; `nil` for any number.
    ///   - videos: Where finished videos are served.
    ///   - linkLife: How long a video's link works.
    ///   - time: The clock.
    init(pace: TaskPace, concurrency: Int?, videos: Shelf, linkLife: Duration, time: any TimeSource) {
        self.time = time
        self.videos = videos
        self.linkLife = linkLife
        book = TaskBook(pace: pace, concurrency: concurrency)
        (submissions, submitted) = AsyncStream.makeStream()
    }

    /// Enters a task, to be worked on in its turn.
    ///
    /// - Parameters:
    ///   - request: The client's request.
    ///   - fields: The body as it was sent.
    ///   - id: The task's identifier.
    /// - Returns: The task's identifier.
    /// - Throws: ``TooManyTasks`` when as many tasks as allowed are in progress.
    @discardableResult
    func submit(
        _ request: Request,
        fields: JSONValue,
        id: String = Identifiers.task()
    ) throws(TooManyTasks) -> String {
        try book.submit(id: id, request, fields: fields, at: time.uptime)
        submitted.yield(id)
        return id
    }

    /// Returns the status of a task.
    func status(of id: String) -> TaskStatus { book.status(of: id, at: time.uptime) }

    /// Returns the request of a task.
    func request(of id: String) -> Request? { book[id]?.request }

    /// Cancels a task that is in progress.
    func cancel(_ id: String) {
        cancels += 1
        if book.cancel(id, at: time.uptime) { cancellations.removeValue(forKey: id)?.finish() }
    }
}

// MARK: - Work

extension TaskQueue {
    /// Starts the work on a task; `nil` when the client has canceled it.
    func startWork(on id: String) -> Job? {
        guard let entry = book[id], !entry.isCanceled else { return nil }
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        cancellations[id] = continuation
        return Job(id: id, request: entry.request, cancellation: stream)
    }

    /// Returns the video that was made from the same inputs, if it still exists.
    func video(madeFrom key: [String]) -> MadeVideo? {
        guard let video = made[key], WorkDirectory.contains(video.path) else { return nil }
        return video
    }

    /// Keeps a video for the next task with the same inputs.
    func keep(_ video: MadeVideo, madeFrom key: [String]) { made[key] = video }

    /// Notes a finished video and serves it.
    func finish(_ id: String, _ video: MadeVideo) {
        let name = Identifiers.random(digits: 24)
        let query = "X-Expires=\(linkLife.components.seconds)&X-Signature=\(Identifiers.random(digits: 64))"
        videos.add(Shelf.Item(path: video.path, contentType: "video/mp4", query: query), as: name, at: time.uptime)
        finish(id, .video(name: name, duration: video.duration))
    }

    /// Notes how the work on a task ended.
    func finish(_ id: String, _ outcome: TaskOutcome) {
        book.finish(id, outcome)
        cancellations.removeValue(forKey: id)?.finish()
    }
}

// MARK: - Statistics

extension TaskQueue {
    /// Counts the tasks.
    ///
    /// - Parameter describe: Returns what the service adds to the description of a task.
    /// - Returns: Numbers of tasks, the seconds to be paid, and a description of each task.
    func statistics(_ describe: (Request, TaskStatus) -> [String: JSONValue]) -> ServiceStatistics {
        let now = time.uptime
        var statistics = ServiceStatistics(
            submits: book.entries.count,
            mostAtOnce: book.mostAtOnce,
            cancels: cancels
        )
        statistics.chargedSeconds = book.charged(at: now) / .seconds(1)
        statistics.tasks = book.entries.map { entry in
            let status = book.status(of: entry.id, at: now)
            var members = describe(entry.request, status)
            members["id"] = .string(entry.id)
            members["fields"] = entry.fields
            if case .failed(let failure) = status {
                members["state"] = "refused"
                members["reason"] = .string(failure.reason)
            }
            return .object(members)
        }
        return statistics
    }
}
