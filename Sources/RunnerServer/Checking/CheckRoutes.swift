internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import ModelInputs
internal import ModelManifest
internal import ModelSupply
internal import RunnerCore
internal import Spending
internal import Synchronization

/// Checks inputs, and says what a prediction would cost; nothing is recorded or sent.
struct CheckRoutes {
    let parts: ServerParts

    func add(to table: inout RouteTable) {
        let parts = parts
        table.post("/v1/models/:owner/:name/check") { request, context in
            let model = try parts.catalog.model(context.modelName)
            let headers = try CreationHeaders(request.headers)
            let body = try await request.jsonObject()
            var order = PredictionIntake.Order(
                model: model,
                input: try PredictionRoutes.input(body),
                client: context.client,
                bases: parts.address.bases(for: request)
            )
            order.fits = try PredictionRoutes.flag("fit", body)
            order.take(headers)
            return Response(json: try await PredictionIntake(parts).examine(order).json)
        }
    }
}

extension PredictionIntake {
    /// Checks an order without recording anything.
    ///
    /// - Parameter order: The order.
    /// - Returns: What was found, and the price.
    /// - Throws: ``Problem`` when the client may not use the model, or a file cannot be taken.
    func examine(_ order: Order) async throws -> CheckReport {
        try check(order.client, order.model)
        let passing = PassingFiles(parts.uploads, in: parts.installation.temporaryDirectory)
        let place = try place(for: order.model)
        defer { remove(place) }
        let request = try await request(order, uploads: passing, output: place)
        let notes = CheckNotes()
        do {
            let preparation = Preparation(registry: parts.registry, installation: parts.installation, store: nil)
            let run = try await inTurn(request) {
                try await preparation.prepare(request) { update in
                    switch update {
                    case .warning(let text): notes.add(text)
                    case .fitted(let input): notes.add(input)
                    default: break
                    }
                } priced: {
                    notes.price($0)
                }
            }
            return CheckReport(run)
        } catch let problem as Problem {
            throw problem
        } catch {
            return CheckReport(
                error,
                estimate: notes.estimate,
                isFree: parts.emulator != nil || !order.model.manifest.mayCharge,
                warnings: notes.warnings,
                fitted: notes.fitted
            )
        }
    }
}

/// What comes up during a check that fails.
private final class CheckNotes: Sendable {
    private struct Notes {
        var warnings: [String] = []
        var estimate = CostEstimate.undeclared
        var fitted: [FittedInput] = []
    }

    private let notes = Mutex(Notes())

    var warnings: [String] { notes.withLock { $0.warnings } }
    var estimate: CostEstimate { notes.withLock { $0.estimate } }
    var fitted: [FittedInput] { notes.withLock { $0.fitted } }

    func add(_ input: FittedInput) { notes.withLock { $0.fitted.append(input) } }
    func add(_ warning: String) { notes.withLock { $0.warnings.append(warning) } }
    func price(_ estimate: CostEstimate) { notes.withLock { $0.estimate = estimate } }
}
