public import InferenceKit

/// A model of the ARK API: `runner doctor` checks its service, and a task whose answer was lost is found again.
///
/// ```swift
/// struct Inference: Predictor, ARKModel {
///     static let model = "seedance-1-5-pro-251215"
/// ```
public protocol ARKModel: ServiceChecking, LostStepFinding {
    /// The service's id of the model.
    static var model: String { get }
}

extension ARKModel {
    /// Finds out whether the API can be reached and accepts the key, without cost.
    public static func checkService(_ setup: Setup) async throws -> [ServiceFinding] {
        await ARKAPI.check(setup)
    }

    /// Finds the task of a lost answer again, in the service's list of tasks.
    public static func findLostStep(_ step: LostStep, _ setup: Setup) async throws -> LostStep.Finding {
        try await ARKAPI.find(step, model: model, setup)
    }
}
