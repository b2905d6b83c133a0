internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import RunQueue
internal import RunStore

/// Waits for runs, and shows them to those who asked for them.
struct PredictionAnswers: Sendable {
    let parts: ServerParts

    /// Finds a run of a client.
    ///
    /// - Parameters:
    ///   - id: Its id, as the client names it.
    ///   - client: Who asks.
    /// - Returns: The run.
    /// - Throws: ``Problem`` with 404 when there is none, or when it is another client's.
    func run(_ id: String, of client: Client) async throws -> Run {
        let missing = Problem(
            .notFound,
            "there is no prediction '\(id.prefix(100))'",
            code: "no-such-prediction",
            help: "GET /v1/predictions lists yours"
        )
        guard let name = RunID(id) else { throw missing }
        do {
            let run = try await parts.store.run(named: name.description)
            guard run.caller == client.name else { throw missing }
            return run
        } catch let error as RunStoreError where error.code == .noSuchRun {
            throw missing
        }
    }

    /// Waits for the end of a run, and not longer than a time.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - limit: How long to wait; `nil` for no limit.
    func wait(for run: RunID, limit: Duration?) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await parts.queue.waitForEnd(of: run) }
            if let limit { group.addTask { try? await Task.sleep(for: limit) } }
            await group.next()
            group.cancelAll()
        }
    }

    /// Shows a run, with its place in the queue while it waits.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - request: Names the server as the client knows it.
    ///   - showsAsStarting: Whether a run that has not ended is shown as `starting`, even if it has begun.
    /// - Returns: The object.
    func json(_ run: Run, for request: Request, showsAsStarting: Bool = false) async -> JSONValue {
        await json(run, base: parts.address.base(for: request), showsAsStarting: showsAsStarting)
    }

    /// Shows a run, with its place in the queue while it waits.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - base: The address of the server, as the client knows it.
    ///   - showsAsStarting: Whether a run that has not ended is shown as `starting`, even if it has begun.
    /// - Returns: The object.
    func json(_ run: Run, base: String, showsAsStarting: Bool = false) async -> JSONValue {
        var resource = PredictionResource(run, base: base)
        resource.showsAsStarting = showsAsStarting
        if run.status == .queued { resource.place = await parts.queue.place(of: run.id) }
        if !run.status.isTerminal, let history = await parts.queue.history(of: run.id) {
            resource.log = history.entries(after: 0).entries.compactMap { entry in
                switch entry.event {
                case .log(let text): text
                case .progress(let update): ProgressText.line(update)
                case .started, .ended: nil
                }
            }
        }
        return resource.json
    }
}
