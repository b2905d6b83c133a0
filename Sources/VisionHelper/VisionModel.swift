public import InferenceKit

/// A model of the Vision API: `runner doctor` checks its service.
///
/// ```swift
/// struct Inference: Predictor, VisionModel {
///     static let reqKey = "realman_avatar_picture_omni_cv"
/// ```
public protocol VisionModel: ServiceChecking {
    /// The service's name of the model, which is sent as `req_key`.
    static var reqKey: String { get }
}

extension VisionModel {
    /// Finds out whether the API can be reached, accepts the keys and offers the model, without cost.
    public static func checkService(_ setup: Setup) async throws -> [ServiceFinding] {
        await VisionAPI.check(reqKey, setup)
    }
}
