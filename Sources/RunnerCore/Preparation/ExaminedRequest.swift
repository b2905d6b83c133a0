package import ModelInputs
package import RunStore
internal import ServiceAccess
package import Spending

/// A request whose model and inputs were checked, before anything else about it.
package struct ExaminedRequest: Sendable {
    /// The request, with every input in a file that was sent as bytes.
    var request: PredictionRequest
    /// Its inputs as the model gets them, as far as they are accepted.
    package internal(set) var inputs: CheckedInputs
    /// What is wrong so far.
    var findings: FindingCollector
    /// The run, without its output places and its price.
    var run: PreparedRun

    /// What is wrong so far, in the order of the checks.
    package var problems: [any Error] { findings.findings }

    /// How the run reaches its service.
    package var service: RunService { run.service.record }
}

/// What is known about a request without looking for a recorded run that it means.
package struct Assessment: Sendable {
    /// SHA-256 in hex of everything about the inputs that affects the result; `nil` when something is wrong with them.
    package let fingerprint: String?
    /// What a new run costs.
    package let estimate: CostEstimate
    /// Whether limits on cost apply to a new run.
    package let isLimited: Bool
    /// What prevents a new run.
    package let problems: [any Error]
}

extension Preparation {
    /// Does all checks of a request but those that need its recorded run and the user's consent.
    ///
    /// - Parameter examined: The request, as ``examine(_:watch:)`` returns it.
    /// - Returns: What was found.
    /// - Throws: ``RunnerError`` when a file can no longer be read.
    package func assess(_ examined: ExaminedRequest) throws -> Assessment {
        var examined = examined
        let identity = examined.findings.isEmpty ? try identify(&examined) : nil
        _ = checkRest(of: &examined)
        return Assessment(
            fingerprint: identity?.input.fingerprint,
            estimate: examined.run.estimate,
            isLimited: examined.run.isLimited(examined.request.consent),
            problems: examined.problems
        )
    }
}
