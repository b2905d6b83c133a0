/// A model that can find out what happened to a paid step whose response was lost.
///
/// When a run with a paid step of unknown outcome is resumed, `findLostStep` is called in the model's worker, with the secrets and
/// the endpoint of a prediction. What it finds becomes the result of the step, and the run continues as if the response had arrived.
/// The request is never sent again.
///
/// ```swift
/// extension Inference: LostStepFinding {
///     static func findLostStep(_ step: LostStep, _ setup: Setup) async throws -> LostStep.Finding {
///         try await Client(setup).job(named: step.key).map { try .found(encoding: $0, taskID: $0.id) }
///             ?? .notFound("the service lists no such job")
///     }
/// }
/// ```
public protocol LostStepFinding: Predictor {
    /// Asks the service what happened to a paid step, within 30 seconds and without cost.
    ///
    /// - Parameters:
    ///   - step: The step.
    ///   - setup: The secrets that the manifest declares, and what is needed to reach the service.
    /// - Returns: The result of the step, or why it cannot be found.
    /// - Throws: Any error; the outcome of the step stays unknown.
    static func findLostStep(_ step: LostStep, _ setup: Setup) async throws -> LostStep.Finding
}

/// A paid step that began and whose outcome is unknown.
public struct LostStep: Sendable, Hashable, Codable {
    /// The name that ``PredictionContext/key(of:)`` gave for the step when it began.
    public var key: String

    /// The step's name.
    public var name: String

    /// When it began.
    public var began: UTCTime

    /// Describes a step.
    ///
    /// - Parameters:
    ///   - key: The name that ``PredictionContext/key(of:)`` gave for it.
    ///   - name: The step's name.
    ///   - began: When it began.
    public init(key: String, name: String, began: UTCTime) {
        self.key = key
        self.name = name
        self.began = began
    }

    /// What a model learned about a lost step.
    public enum Finding: Sendable, Hashable, Codable {
        /// The step had succeeded; this is its result, in the form in which the step returns it, and the service's name for the work.
        case found(JSONValue, taskID: String)
        /// Nothing was found, for the reason in one phrase; the outcome stays unknown.
        case notFound(String)

        /// Wraps the result of a step.
        ///
        /// - Parameters:
        ///   - result: What the step would have returned.
        ///   - taskID: The service's id of the work.
        /// - Returns: A finding.
        /// - Throws: `EncodingError` when the result cannot be written as JSON.
        public static func found(encoding result: some Encodable, taskID: String) throws -> Finding {
            .found(try JSONValue(encoding: result), taskID: taskID)
        }
    }

    /// The name of a step that no other step has, in any run.
    ///
    /// - Parameters:
    ///   - run: A name of the run that no other run has.
    ///   - name: The step's name.
    ///   - ordinal: How many steps with this name have succeeded before in the run.
    /// - Returns: The name, at most 64 characters for a name of at most 20.
    package static func key(ofRun run: String, step name: String, ordinal: Int) -> String {
        "\(run)-\(name)-\(ordinal)"
    }
}

extension PredictionContext {
    /// A name for a paid step that no other step of any run has, and that stays the same when the run is resumed.
    ///
    /// Where a service keeps a name that the caller chooses, such a name makes it possible to recover work whose response was lost.
    ///
    /// - Parameter step: The step's name, at most 20 characters of `A-Z a-z 0-9 -` for a name of at most 64 characters.
    /// - Returns: A name of `A-Z a-z 0-9 -`, without any information about the run.
    public func key(of step: String) -> String {
        LostStep.key(ofRun: runKey, step: step, ordinal: ledger.successes(of: step))
    }

    /// Looks for the result of a paid request whose response was lost, inside the body of its step; a free query within a paid step.
    ///
    /// - Parameter ask: Asks the service; its requests may be repeated, and are sent however long the step has taken.
    /// - Returns: What `ask` returns.
    /// - Throws: What `ask` throws.
    public func findingAgain<Result: Sendable>(_ ask: () async throws -> Result) async throws -> Result {
        try await PaidStep.$sendLimit.withValue(nil) { try await ask() }
    }
}
