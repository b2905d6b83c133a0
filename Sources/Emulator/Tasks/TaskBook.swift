import InferenceKit

/// The tasks that were submitted and where each one stands, as a function of time.
///
/// Nothing here waits or knows a clock: every question names its moment, so that any course of events can be tested.
package struct TaskBook: Sendable {
    /// How fast tasks proceed and how long they are kept.
    package struct Pace: Sendable, Hashable {
        /// How long a task waits before it is worked on.
        package var queueTime: Duration

        /// How long a task is worked on at least.
        package var generationTime: Duration

        /// How long after its submission a task expires; after twice that time it is not found any more.
        package var life: Duration

        /// Creates a pace.
        ///
        /// - Parameters:
        ///   - queueTime: How long a task waits before it is worked on.
        ///   - generationTime: How long a task is worked on at least; zero for as long as the video takes.
        ///   - life: How long after its submission a task expires; the vendor keeps tasks for twelve hours.
        package init(
            queueTime: Duration = .milliseconds(300),
            generationTime: Duration = .zero,
            life: Duration = .seconds(43_200)
        ) {
            self.queueTime = queueTime
            self.generationTime = generationTime
            self.life = life
        }
    }

    /// What became of a task's work.
    enum Outcome: Sendable, Hashable {
        /// A video of a length was made; the name is that under which it is served.
        case video(name: String, duration: Duration)
        /// An input could not be read.
        case refused(Refusal)
    }

    /// Where a task stands.
    enum Status: Sendable, Hashable {
        /// It waits.
        case inQueue
        /// It is worked on.
        case generating
        /// The video of this name is there.
        case done(name: String)
        /// It came to nothing.
        case refused(Refusal)
        /// The client stopped it.
        case canceled
        /// It is too old.
        case expired
        /// Nobody knows it, or not any more.
        case notFound
    }

    /// A task as it was submitted.
    struct Entry: Sendable {
        /// The identifier.
        let id: String
        /// What was asked for.
        let request: GenerationRequest
        /// The body as it was sent.
        let fields: JSONValue
        /// When it was submitted.
        let submitted: Duration
        /// What became of the work, once it ended.
        fileprivate(set) var outcome: Outcome?
        /// Whether the client stopped it in time.
        fileprivate(set) var isCanceled = false
    }

    /// Every task ever submitted, in that order.
    private(set) var entries: [Entry] = []

    private var places: [String: Int] = [:]
    private let pace: Pace
    private let concurrency: Int?

    /// Creates an empty book.
    ///
    /// - Parameters:
    ///   - pace: How fast tasks proceed.
    ///   - concurrency: How many tasks may be under way at once; `nil` for any number.
    init(pace: Pace = Pace(), concurrency: Int? = nil) {
        self.pace = pace
        self.concurrency = concurrency
    }

    /// The task with an identifier.
    subscript(id: String) -> Entry? { places[id].map { entries[$0] } }
}

// MARK: - What happens to tasks

extension TaskBook {
    /// Enters a task.
    ///
    /// - Parameters:
    ///   - id: An identifier that is not in the book.
    ///   - request: What was asked for.
    ///   - fields: The body as it was sent.
    ///   - now: The moment.
    /// - Throws: ``Refusal`` with 50430 when as many tasks as allowed are under way.
    mutating func submit(
        id: String,
        _ request: GenerationRequest,
        fields: JSONValue,
        at now: Duration
    ) throws(Refusal) {
        if let concurrency, underWay(at: now) >= concurrency {
            throw Refusal(.concurrencyLimit, "\(concurrency) tasks are under way")
        }
        places[id] = entries.count
        entries.append(Entry(id: id, request: request, fields: fields, submitted: now))
    }

    /// Notes how the work on a task ended.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - outcome: What became of it.
    mutating func finish(_ id: String, _ outcome: Outcome) {
        guard let place = places[id], entries[place].outcome == nil else { return }
        entries[place].outcome = outcome
    }

    /// Stops a task that is not over.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - now: The moment.
    /// - Returns: Whether the task was under way.
    mutating func cancel(_ id: String, at now: Duration) -> Bool {
        guard let place = places[id], isUnderWay(status(of: id, at: now)) else { return false }
        entries[place].isCanceled = true
        return true
    }
}

// MARK: - Where tasks stand

extension TaskBook {
    /// Returns where a task stands.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - now: The moment.
    /// - Returns: Its status at that moment.
    func status(of id: String, at now: Duration) -> Status {
        guard let entry = self[id] else { return .notFound }
        let age = now - entry.submitted
        if age >= pace.life { return age >= pace.life * 2 ? .notFound : .expired }
        if entry.isCanceled { return .canceled }
        if age < pace.queueTime { return .inQueue }
        switch entry.outcome {
        case .refused(let refusal): return .refused(refusal)
        case .video(let name, _) where age >= pace.queueTime + pace.generationTime: return .done(name: name)
        default: return .generating
        }
    }

    /// Returns how many seconds of video have to be paid.
    ///
    /// - Parameter now: The moment.
    /// - Returns: The sum over all finished tasks, stopped ones left out.
    func charged(at now: Duration) -> Duration {
        entries.reduce(.zero) { sum, entry in
            guard case .video(_, let duration)? = entry.outcome, !entry.isCanceled,
                !isUnderWay(status(of: entry.id, at: now))
            else { return sum }
            return sum + duration
        }
    }

    private func underWay(at now: Duration) -> Int {
        entries.count { isUnderWay(status(of: $0.id, at: now)) }
    }

    private func isUnderWay(_ status: Status) -> Bool { status == .inQueue || status == .generating }
}

extension TaskBook.Status {
    /// The vendor's word for it.
    var word: String {
        switch self {
        case .inQueue: "in_queue"
        case .generating: "generating"
        case .done, .refused: "done"
        case .canceled: "canceled"
        case .expired: "expired"
        case .notFound: "not_found"
        }
    }
}
