internal import FoundationEssentials
internal import HTTPTypes
package import InferenceKit
internal import ModelManifest
package import ModelSupply
package import RunQueue
internal import RunStore
internal import RunnerCore

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
        /// The most that the run may cost, in US dollars, as the client asks.
        package var maxCost: Double?
        /// How long after its creation the run is canceled.
        package var life: Duration?

        /// Describes an order; each parameter is the property of the same name.
        package init(model: ModelDirectory, input: [String: JSONValue], client: Client, bases: [String]) {
            self.model = model
            self.input = input
            self.client = client
            self.bases = bases
        }
    }

    private let parts: ServerParts

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
        let intake = InputIntake(uploads: parts.uploads, bases: order.bases)
        let (inputs, hasLinks) = try await intake.inputs(order.input, for: order.model.manifest, of: order.client)
        let place = try place(for: order.model)
        do {
            var request = PredictionRequest(model: .directory(order.model), inputs: inputs)
            request.caller = order.client.caller
            request.service = parts.emulator.map { .emulator($0) } ?? .service()
            request.output = place.map { "\($0)/" }
            request.checksLinks = hasLinks
            request.maxCost = [parts.settings.maxCost, order.client.maxCost, order.maxCost].compactMap(\.self).min()
            request.runName = order.name
            request.life = order.life
            request.reuse = order.isRepeated ? .openOrSucceededRun : .openRun
            let accepted = try await accept(request)
            if !accepted.isNew { remove(place) }
            return accepted
        } catch {
            remove(place)
            throw error
        }
    }

    private func accept(_ request: PredictionRequest) async throws -> RunQueue.Acceptance {
        let preparation = Preparation(
            registry: parts.registry,
            installation: parts.installation,
            store: parts.store
        )
        var request = request
        var prepared = try await preparation.prepare(request)
        // Only a repetition that comes soon is one; later, the same request is a new wish.
        if request.reuse == .openOrSucceededRun, request.runName == nil, let ended = prepared.existing?.ended,
            Date().timeIntervalSince(ended) > Self.repetitionWindow
        {
            request.reuse = .openRun
            prepared = try await preparation.prepare(request)
        }
        return try await parts.queue.accept(prepared)
    }

    private func check(_ client: Client, _ model: ModelDirectory) throws(Problem) {
        guard !client.mayUse(model) else { return }
        let name = ModelCatalog.name(of: model)
        throw Problem(
            .forbidden,
            "the token '\(client.name)' may not use the model '\(name)'",
            code: "model-not-allowed",
            help: "use another model, or ask for a token that may"
        )
    }

    /// A new directory for the output files of a run; `nil` for a model that has none.
    private func place(for model: ModelDirectory) throws(Problem) -> String? {
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
                help: "tell the operator of the server; nothing was sent"
            )
        }
        return path
    }

    private func remove(_ place: String?) {
        guard let place else { return }
        try? FileManager.default.removeItem(atPath: place)
    }
}
