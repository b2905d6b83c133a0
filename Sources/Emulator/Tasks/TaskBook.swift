import InferenceKit

/// The tasks that were submitted and the status of each, as a function of time.
///
/// Nothing here waits or reads a clock: every question names its moment, so that any course of events can be tested.
struct TaskBook<Request: Sendable>: Sendable {
    /// A task as it was submitted.
    struct Entry: Sendable {
        /// The identifier.
        let id: String
        /// The client's request.
        let request: Request
        /// The body as it was sent.
        let fields: JSONValue
        /// When it was submitted.
        let submitted: Duration
        /// The result of the work, once it ended.
        fileprivate(set) var outcome: TaskOutcome?
        /// Whether the client canceled it in time.
        fileprivate(set) var isCanceled = false
    }

    /// Every task ever submitted, in that order.
    private(set) var entries: [Entry] = []

    /// The most tasks that were in progress at once.
    private(set) var mostAtOnce = 0

    private var places: [String: Int] = [:]
    private let pace: TaskPace
    private let concurrency: Int?

    /// Creates an empty book.
    ///
    /// - Parameters:
    ///   - pace: How fast tasks proceed.
    ///   - concurrency: How many tasks can be in progress at once; `nil` for any number.
    init(pace: TaskPace = TaskPace(), concurrency: Int? = nil) {
        self.pace = pace
        self.concurrency = concurrency
    }

    /// The task with an identifier.
    subscript(id: String) -> Entry? { places[id].map { entries[$0] } }
}

/// The result of the work on a task.
enum TaskOutcome: Sendable, Hashable {
    /// A video of a length was made; the name is that under which it is served.
    case video(name: String, duration: Duration)
    /// The work failed.
    case failed(TaskFailure)
}

/// Why the work on a task failed.
enum TaskFailure: Error, Sendable, Hashable {
    /// An input cannot be used.
    case input(UnusableInput)
    /// The emulator itself failed, for this reason.
    case emulator(String)

    /// What is wrong, one phrase.
    var reason: String {
        switch self {
        case .input(let input): input.reason
        case .emulator(let reason): reason
        }
    }
}

/// The status of a task.
enum TaskStatus: Sendable, Hashable {
    /// It waits.
    case inQueue
    /// It is in progress.
    case generating
    /// The video with this name is ready.
    case done(name: String)
    /// It failed.
    case failed(TaskFailure)
    /// The client canceled it.
    case canceled
    /// It is too old.
    case expired
    /// It was never submitted, or is far too old.
    case notFound

    /// Whether the task can still change.
    var isInProgress: Bool { self == .inQueue || self == .generating }
}

/// As many tasks as allowed are in progress.
struct TooManyTasks: Error, Sendable, Hashable {
    /// How many are allowed.
    var limit: Int
}

// MARK: - Changes

extension TaskBook {
    /// Enters a task.
    ///
    /// - Parameters:
    ///   - id: An identifier that is not in the book.
    ///   - request: The client's request.
    ///   - fields: The body as it was sent.
    ///   - now: The moment.
    /// - Throws: ``TooManyTasks`` when as many tasks as allowed are in progress.
    mutating func submit(
        id: String,
        _ request: Request,
        fields: JSONValue,
        at now: Duration
    ) throws(TooManyTasks) {
        let others = entries.count { status(of: $0.id, at: now).isInProgress }
        if let concurrency, others >= concurrency { throw TooManyTasks(limit: concurrency) }
        mostAtOnce = max(mostAtOnce, others + 1)
        places[id] = entries.count
        entries.append(Entry(id: id, request: request, fields: fields, submitted: now))
    }

    /// Notes how the work on a task ended.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - outcome: The result.
    mutating func finish(_ id: String, _ outcome: TaskOutcome) {
        guard let place = places[id], entries[place].outcome == nil else { return }
        entries[place].outcome = outcome
    }

    /// Cancels a task that is in progress.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - now: The moment.
    /// - Returns: Whether the task was in progress.
    mutating func cancel(_ id: String, at now: Duration) -> Bool {
        guard let place = places[id], status(of: id, at: now).isInProgress else { return false }
        entries[place].isCanceled = true
        return true
    }
}

// MARK: - Questions

extension TaskBook {
    /// Returns the status of a task.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - now: The moment.
    /// - Returns: Its status at that moment.
    func status(of id: String, at now: Duration) -> TaskStatus {
        guard let entry = self[id] else { return .notFound }
        let age = now - entry.submitted
        if age >= pace.life { return age >= pace.life * 2 ? .notFound : .expired }
        if entry.isCanceled { return .canceled }
        if age < pace.queueTime { return .inQueue }
        switch entry.outcome {
        case .failed(let failure): return .failed(failure)
        case .video(let name, _) where age >= pace.queueTime + pace.generationTime: return .done(name: name)
        default: return .generating
        }
    }

    /// Returns how many seconds of video have to be paid.
    ///
    /// - Parameter now: The moment.
    /// - Returns: The sum over all finished tasks, without canceled ones.
    func charged(at now: Duration) -> Duration {
        entries.reduce(.zero) { sum, entry in
            guard case .video(_, let duration)? = entry.outcome, !entry.isCanceled,
                !status(of: entry.id, at: now).isInProgress
            else { return sum }
            return sum + duration
        }
    }
}
