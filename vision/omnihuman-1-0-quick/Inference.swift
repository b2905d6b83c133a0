import InferenceKit
import VisionHelper

/// OmniHuman 1.0: lets the person in a portrait speak or sing a recording.
struct Inference: Predictor, VisionModel {
    static let reqKey = "realman_avatar_picture_omni_cv"

    struct Input: Decodable, Sendable {
        var image: MediaFile
        var audio: MediaFile
    }

    struct Output: Codable, Sendable {
        var video: MediaFile
    }

    private let vision: VisionAPI

    init(_ setup: Setup) async throws { vision = try VisionAPI(setup) }

    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        let image = try await context.stage(input.image)
        let audio = try await context.stage(input.audio)

        // Submit the generation, poll until it is done, and download the video.
        let task = try await vision.submit(
            ["req_key": Self.reqKey, "image_url": image, "audio_url": audio],
            context
        )
        return Output(video: try await vision.video(of: task, as: "video", context))
    }
}
