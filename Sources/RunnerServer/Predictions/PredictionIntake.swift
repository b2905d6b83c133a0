internal import FoundationEssentials
internal import HTTPTypes
package import InferenceKit
internal import Logging
internal import ModelInputs
internal import ModelManifest
package import ModelSupply
package import RunQueue
internal import RunStore
internal import RunnerCore
internal import Spending
internal import Synchronization
internal import Webhooks

/// Turns what a client asks for into a recorded run.
package struct PredictionIntake: Sendable {
    /// What a client asks for.
    package struct Order: Sendable {
        /// The model.
        package var model: ModelDirectory
        /// The object `input`.
        package var input: [String: JSONValue]
        /// Who asks.
        package var client: Client
        /// The addresses by which the client knows the server.
        package var bases: [String]
        /// The client's own name for the run.
        package var name: String?
        /// Whether the client says that it repeats a request whose answer it did not get.
        package var isRepeated = false
        /// Whether files are adapted to the limits of their inputs instead of being refused.
        package var fits = false
        /// Whether the client agrees to the price; only the user of this machine can.
        package var consents = false
        /// The most that the run may cost, in US dollars, as the client asks.
        package var maxCost: Double?
        /// How long after its creation the run is canceled.
        package var life: Duration?
        /// Where messages about the run go.
        package var webhook: WebhookRequest?
        /// The trace that the request belongs to.
        package var trace: TraceContext?

        /// Describes an order; each parameter is the property of the same name.
        package init(model: ModelDirectory, input: [String: JSONValue], client: Client, bases: [String]) {
            self.model = model
            self.input = input
            self.client = client
            self.bases = bases
        }
    }

    let parts: ServerParts

    /// Creates an intake.
    ///
    /// - Parameter parts: What the routes share.
    package init(_ parts: ServerParts) {
        self.parts = parts
    }

    /// How long after its end a run answers a request that says that it is repeated.
    private static let repetitionWindow = 120.0

    /// Checks an order and records its run, or finds the run that it means.
    ///
    /// - Parameter order: The order.
    /// - Returns: The run, which is on disk.
    /// - Throws: ``Problem``, or what `Preparation` and the queue throw.
    package func accept(_ order: Order) async throws -> RunQueue.Acceptance {
        try check(order.client, order.model)
        let place = try place(for: order.model)
        do {
            let request = try await request(order, uploads: parts.uploads, output: place)
            let accepted = try await accept(request, order)
            if !accepted.isNew { remove(place) }
            return accepted
        } catch {
            remove(place)
            throw error
        }
    }

    /// What the core is asked for.
    ///
    /// - Parameters:
    ///   - order: The order.
    ///   - uploads: Finds and keeps files.
    ///   - output: The directory for output files; `nil` for a model that has none.
    /// - Returns: The request.
    /// - Throws: ``Problem`` when a file cannot be taken.
    func request(
        _ order: Order,
        uploads: any UploadedFiles,
        output: String?
    ) async throws -> PredictionRequest {
        let intake = InputIntake(uploads: uploads, bases: order.bases)
        let (inputs, hasLinks) = try await intake.inputs(order.input, for: order.model.manifest, of: order.client)
        var request = PredictionRequest(model: .directory(order.model), inputs: inputs)
        request.caller = order.client.caller
        request.service = parts.emulator.map { .emulator($0) } ?? .service()
        request.output = output.map { "\($0)/" }
        request.checksLinks = hasLinks
        if order.consents, order.client == .anonymous { request.consent = .given }
        request.fit = FitOptions(fitsAll: order.fits)
        request.maxCost = order.maxCost
        request.allowance = order.client.allowance(within: parts.settings)
        request.runName = order.name
        request.isEnqueued = parts.settings.onlyEnqueues
        request.life = order.life
        request.reuse = order.isRepeated ? .openOrSucceededRun : .openRun
        return request
    }

    /// Prepares a request in its turn if that fetches links or adapts files, which start programs.
    func inTurn(_ request: PredictionRequest, _ prepare: () async throws -> PreparedRun) async throws -> PreparedRun {
        guard request.checksLinks || request.fit.fitsAll else { return try await prepare() }
        return try await parts.turns.take(for: request.caller.recorded ?? "", prepare)
    }

    /// Has a run recorded, after where its messages go: once the run exists, neither a crash nor a full disk can separate them.
    private func accept(_ prepared: PreparedRun, _ order: Order) async throws -> RunQueue.Acceptance {
        guard let wanted = order.webhook else { return try await parts.queue.accept(prepared) }
        let edges = parts.edges
        let announced = Mutex<RunID?>(nil)
        let webhook = { @Sendable (id: RunID) in
            wanted.webhook(for: id, of: order.client, trace: order.trace, at: Date())
        }
        // If there is no run after all, the outbox closes the webhook.
        let accepted = try await parts.queue.accept(prepared) { id in
            try await edges.outbox.subscribe(webhook(id))
            announced.withLock { $0 = id }
        }
        guard !accepted.isNew else { return accepted }
        if let id = announced.withLock(\.self) { try? await edges.outbox.unsubscribe(id) }
        await subscribe(webhook(accepted.run.id))
        return accepted
    }

    /// Records where messages about a run that exists already go; those about what has happened follow at once.
    ///
    /// A request that is repeated finds the webhook of its first. The run is accepted, so an error here must not be an answer.
    private func subscribe(_ webhook: Webhook) async {
        let (edges, id) = (parts.edges, webhook.run)
        do {
            guard try await edges.database.webhook(of: id) == nil else { return }
            try await edges.outbox.subscribe(webhook)
            let now = try await parts.store.run(named: id.description)
            if now.status != .queued { edges.outbox.note(.start, about: id) }
            guard now.status.isTerminal else { return }
            if now.output != nil { edges.outbox.note(.output, about: id) }
            edges.outbox.note(.completed, about: id)
        } catch {
            parts.logger?.error("the webhook of \(id) was not recorded: \(error)")
        }
    }

    private func accept(_ request: PredictionRequest, _ order: Order) async throws -> RunQueue.Acceptance {
        let preparation = Preparation(
            registry: parts.registry,
            installation: parts.installation,
            store: parts.store,
            memory: parts.memory
        )
        var request = request
        var prepared = try await inTurn(request) { try await preparation.prepare(request) }
        // Only a repetition that comes soon is one; later, the same request is a new wish.
        if request.reuse == .openOrSucceededRun, request.runName == nil, let ended = prepared.existing?.ended,
            Date().timeIntervalSince(ended) > Self.repetitionWindow
        {
            request.reuse = .openRun
            prepared = try await inTurn(request) { try await preparation.prepare(request) }
        }
        return try await accept(prepared, order)
    }

    func check(_ client: Client, _ model: ModelDirectory) throws(Problem) {
        if !client.mayUse(model) { throw refusal(client, ModelCatalog.name(of: model)) }
    }

    /// Checks whether the client may still use the model of a recorded run, before more of it is paid for.
    func check(_ client: Client, _ run: Run) throws(Problem) {
        if !client.mayUse(run.model.name) { throw refusal(client, run.model.name) }
    }

    private func refusal(_ client: Client, _ name: String) -> Problem {
        Problem(
            .forbidden,
            "the token '\(client.name)' may not use the model '\(name)'",
            code: "model-not-allowed",
            help: "use another model, or ask for a token that allows it"
        )
    }

    /// A new directory for the output files of a run; `nil` for a model that has none.
    func place(for model: ModelDirectory) throws(Problem) -> String? {
        guard model.manifest.outputs.contains(where: \.type.isFile) else { return nil }
        let name =
            String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36)
        let path = "\(parts.files)/outputs/\(name)"
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw Problem(
                HTTPStatus(code: 507, reasonPhrase: "Insufficient Storage"),
                "there is no place for the output",
                help: "contact the operator of the server; nothing was sent"
            )
        }
        return path
    }

    func remove(_ place: String?) {
        guard let place else { return }
        try? FileManager.default.removeItem(atPath: place)
    }
}
