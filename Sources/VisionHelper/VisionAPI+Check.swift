public import InferenceKit

extension VisionAPI {
    /// Finds out whether the API can be reached, accepts the keys and offers a model, without cost.
    ///
    /// Without keys it only finds out whether the API responds.
    ///
    /// - Parameters:
    ///   - reqKey: The model's `req_key`.
    ///   - setup: What the model was given.
    /// - Returns: Findings about the network, the clock and the keys.
    public static func check(_ reqKey: String, _ setup: Setup) async -> [ServiceFinding] {
        let endpoint: VisionEndpoint
        do {
            endpoint = try VisionEndpoint(setup.endpoint)
        } catch {
            return [ServiceFinding(.network, .fails(PredictionError(error)))]
        }
        let reachability = await setup.reachability(of: endpoint.origin)
        guard reachability.contains(where: \.works) else { return reachability }
        do {
            if let problem = await (try VisionAPI(setup)).problem(with: reqKey) { throw problem }
            return reachability + [ServiceFinding(.keys, .works("the keys are accepted and the model is offered"))]
        } catch {
            let problem = PredictionError(error)
            // The runner reports a missing secret itself.
            return problem.code == .missingSecret
                ? reachability : reachability + [ServiceFinding(.keys, .fails(problem))]
        }
    }

    /// Asks for a task that does not exist, which is free.
    ///
    /// - Parameter reqKey: The model's `req_key`.
    /// - Returns: What is wrong; `nil` when a prediction would be accepted, as far as that can be known.
    package func problem(with reqKey: String) async -> PredictionError? {
        await client.problem(with: reqKey)
    }
}
