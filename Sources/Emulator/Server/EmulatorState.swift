import InferenceKit

/// What the emulator knows: tasks, files, faults and counts.
///
/// It is an actor because every request and every video in the making reads and changes these together; each change
/// is one method without a suspension.
actor EmulatorState {
    /// A video that is to be made.
    struct Job: Sendable {
        /// The task.
        let id: String
        /// What was asked for.
        let request: GenerationRequest
        /// Ends when the client stops the task.
        let cancellation: AsyncStream<Never>
    }

    /// How long a video or a mask is served, as by the vendor.
    private static let fileLife = Duration.seconds(3_600)

    /// The identifiers of the tasks to work on, in order.
    nonisolated let submissions: AsyncStream<String>

    private let time: any TimeSource
    private let priceUSD: Double
    private let submitted: AsyncStream<String>.Continuation
    private var book: TaskBook
    private var plan: FaultPlan
    private var videos = Shelf()
    private var masks = Shelf()
    private var uploads = Shelf()
    private var made: [[String]: MadeVideo] = [:]
    private var found: [String: [String]] = [:]
    private var cancellations: [String: AsyncStream<Never>.Continuation] = [:]
    private var requests: [String: Int] = [:]
    private var cancels = 0
    private var refusedSignatures = 0

    /// Creates the state of an emulator without tasks.
    ///
    /// - Parameters:
    ///   - settings: The pace, the limits and the first faults.
    ///   - time: The clock.
    init(_ settings: EmulatorSettings, time: any TimeSource) {
        self.time = time
        priceUSD = settings.usdPerSecond
        book = TaskBook(pace: settings.pace, concurrency: settings.concurrency)
        plan = FaultPlan(settings.faults)
        (submissions, submitted) = AsyncStream.makeStream()
    }
}

// MARK: - Faults and counts

extension EmulatorState {
    /// Counts a request and returns what goes wrong with it.
    func begin(_ action: VisionAction) -> Fault? {
        requests[action.rawValue, default: 0] += 1
        return plan.take(at: .action(action))
    }

    /// Returns what goes wrong with something that is not an action.
    func fault(at target: Fault.Target) -> Fault? { plan.take(at: target) }

    /// Adds faults behind the others.
    func add(_ faults: [Fault]) { faults.forEach { plan.add($0) } }

    /// Forgets all faults.
    func clearFaults() { plan.clear() }

    /// The faults that are still to happen.
    var faults: [Fault] { plan.remaining }

    /// Counts a request whose signature was refused.
    func countRefusedSignature() { refusedSignatures += 1 }
}

// MARK: - Tasks

extension EmulatorState {
    /// Enters a task and has it worked on.
    ///
    /// - Returns: The task's identifier.
    /// - Throws: ``Refusal`` with 50430 when as many tasks as allowed are under way.
    func submit(_ request: GenerationRequest, fields: JSONValue) throws(Refusal) -> String {
        let id = Identifiers.task()
        try book.submit(id: id, request, fields: fields, at: time.uptime)
        submitted.yield(id)
        return id
    }

    /// Returns where a task stands.
    func status(of id: String) -> TaskBook.Status { book.status(of: id, at: time.uptime) }

    /// Returns what a task asked for.
    func request(of id: String) -> GenerationRequest? { book[id]?.request }

    /// Stops a task that is not over.
    func cancel(_ id: String) {
        cancels += 1
        if book.cancel(id, at: time.uptime) { cancellations.removeValue(forKey: id)?.finish() }
    }

    /// Takes up the work on a task; `nil` when the client has stopped it.
    func startWork(on id: String) -> Job? {
        guard let entry = book[id], !entry.isCanceled else { return nil }
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        cancellations[id] = continuation
        return Job(id: id, request: entry.request, cancellation: stream)
    }

    /// Returns the video that was made from the same inputs before.
    func video(madeFrom key: [String]) -> MadeVideo? { made[key] }

    /// Keeps a video for the next task with the same inputs.
    func keep(_ video: MadeVideo, madeFrom key: [String]) { made[key] = video }

    /// Returns the files with the masks that were found in the same picture before.
    func maskFiles(foundIn picture: String) -> [String]? { found[picture] }

    /// Keeps the files with the masks of a picture for the next detection in it.
    func keep(maskFiles paths: [String], foundIn picture: String) { found[picture] = paths }

    /// Notes a finished video and puts it on the shelf.
    func finish(_ id: String, _ video: MadeVideo) {
        let name = Identifiers.random(digits: 24)
        let query = "X-Expires=\(Self.fileLife.components.seconds)&X-Signature=\(Identifiers.random(digits: 64))"
        let end = time.uptime + Self.fileLife
        videos.add(Shelf.Item(path: video.path, contentType: "video/mp4", query: query, end: end), as: name)
        finish(id, .video(name: name, duration: video.duration))
    }

    /// Notes that nothing came of a task.
    func finish(_ id: String, _ outcome: TaskBook.Outcome) {
        book.finish(id, outcome)
        cancellations.removeValue(forKey: id)?.finish()
    }
}

// MARK: - Files

extension EmulatorState {
    /// Puts masks on the shelf.
    ///
    /// - Returns: Their names, in the same order.
    func add(masksAt paths: [String]) -> [String] {
        paths.map { path in
            let name = Identifiers.random(digits: 24)
            let end = time.uptime + Self.fileLife
            masks.add(Shelf.Item(path: path, contentType: "image/png", query: "", end: end), as: name)
            return name
        }
    }

    /// Puts an upload on the shelf.
    func add(uploadAt path: String, contentType: String, as name: String) {
        uploads.add(Shelf.Item(path: path, contentType: contentType, query: "", end: nil), as: name)
    }

    /// Looks for a video.
    func video(_ name: String, query: String) -> Shelf.Lookup { videos.look(for: name, query: query, at: time.uptime) }

    /// Looks for a mask.
    func mask(_ name: String, query: String) -> Shelf.Lookup { masks.look(for: name, query: query, at: time.uptime) }

    /// Looks for an upload.
    func upload(_ name: String) -> Shelf.Lookup { uploads.look(for: name, query: "", at: time.uptime) }

    /// The path and query of a video's URL.
    func videoTarget(_ name: String) -> String { "/videos/\(name)?\(videos[name]?.query ?? "")" }
}

// MARK: - Statistics

extension EmulatorState {
    /// Everything that was counted, as JSON.
    var statistics: JSONValue {
        let now = time.uptime
        let charged = book.charged(at: now) / Duration.seconds(1)
        let tasks = book.entries.map { entry in
            var members: [String: JSONValue] = [
                "id": .string(entry.id), "req_key": .string(entry.request.model.rawValue), "fields": entry.fields,
            ]
            let status = book.status(of: entry.id, at: now)
            members["state"] = .string(status.word)
            if case .refused(let refusal) = status {
                members["state"] = "refused"
                members["reason"] = .string(refusal.reason)
            }
            return JSONValue.object(members)
        }
        return .object([
            "requests": .object(requests.mapValues { .int($0) }),
            "submits": .int(book.entries.count),
            "cancels": .int(cancels),
            "refused_signatures": .int(refusedSignatures),
            "charged_seconds": .double((charged * 1_000).rounded() / 1_000),
            "charged_usd": .double((charged * priceUSD * 10_000).rounded() / 10_000),
            "tasks": .array(tasks),
        ])
    }
}
