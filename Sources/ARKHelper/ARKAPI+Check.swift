public import InferenceKit

extension ARKAPI {
    /// Finds out whether the API can be reached and accepts the key, without cost.
    ///
    /// Whether the account has activated a model cannot be checked for free.
    ///
    /// - Parameter setup: What the model was given.
    /// - Returns: Findings about the network, the clock and the key.
    public static func check(_ setup: Setup) async -> [ServiceFinding] {
        let origin: String
        do {
            origin = try ARKEndpoint.origin(setup.endpoint)
        } catch {
            return [ServiceFinding(.network, .fails(error))]
        }
        let reachability = await setup.reachability(of: origin)
        guard reachability.contains(where: \.works) else { return reachability }
        do {
            _ = try await ARKClient(setup).get("/contents/generations/tasks?page_num=1&page_size=1")
            let note = "the key is accepted; whether the model is activated is known only once it is used"
            return reachability + [ServiceFinding(.keys, .works(note))]
        } catch {
            let problem = PredictionError(error)
            // The runner reports a missing secret itself.
            return problem.code == .missingSecret
                ? reachability : reachability + [ServiceFinding(.keys, .fails(problem))]
        }
    }
}
