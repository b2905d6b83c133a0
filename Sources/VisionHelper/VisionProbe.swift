package import InferenceKit

/// Finds out whether the API takes the keys and offers a model, without paying: it asks for a task that does not exist.
package struct VisionProbe: Sendable {
    private let exchange: VisionExchange

    /// Prepares the question.
    ///
    /// - Parameters:
    ///   - credential: The keys.
    ///   - setup: The means; its secrets are not looked at.
    /// - Throws: `PredictionError` with `configuration` when the endpoint cannot be used.
    package init(_ credential: Credential, _ setup: Setup) throws {
        exchange = VisionExchange(endpoint: try VisionEndpoint(setup.endpoint), credential: credential, setup: setup)
    }

    /// Asks.
    ///
    /// - Parameter reqKey: The model's name at the service.
    /// - Returns: What is wrong; `nil` when a prediction would be accepted, as far as that can be known.
    package func problem(with reqKey: String) async -> PredictionError? {
        let form: VisionForm = ["req_key": reqKey, "task_id": "1000000000000000001"]
        for _ in 0..<2 {
            let outcome = await exchange.attempt(.getResult, form, within: .seconds(20))
            switch outcome.reaction {
            case .accept: return nil
            // Whoever judges an input has let the keys through.
            case .fail(let error) where error.code == .invalidInput || error.code == .taskFailed: return nil
            case .fail(let error), .tryAgain(let error), .waitForSlot(let error): return error
            case .stop: return PredictionError(.canceled, "the question was cancelled")
            case .correctClock(let error):
                guard exchange.correctClock(to: outcome.serverTime) else { return error }
            }
        }
        return PredictionError(
            .configuration,
            "the service refuses the time of the request, and tells no better one",
            help: "set the clock, for example with 'timedatectl set-ntp true'"
        )
    }
}
