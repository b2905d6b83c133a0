import ARKHelper
import InferenceKit

/// Seedance 1.5 Pro: makes a video with sound from text and up to two pictures.
struct Inference: Predictor, ARKModel {
    static let model = "seedance-1-5-pro-251215"

    struct Input: Decodable, Sendable {
        var prompt: String
        var firstFrame: MediaFile?
        var lastFrame: MediaFile?
        var resolution: String
        var ratio: String
        var duration: Int
        var generateAudio: Bool
        var seed: Int?
        var cameraFixed: Bool?
        var watermark: Bool
        var serviceTier: String
        var returnLastFrame: Bool
    }

    struct Output: Codable, Sendable {
        var video: MediaFile
        var lastFrame: MediaFile?
    }

    private let ark: ARKAPI

    init(_ setup: Setup) async throws { ark = try ARKAPI(setup) }

    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        let options = ["resolution", "ratio", "duration", "seed", "camera_fixed", "watermark"]
        let prompt = try ARKPrompt.checked(input.prompt, inputs: options)
        let frames: KeyValuePairs = ["first_frame": input.firstFrame, "last_frame": input.lastFrame]
        // Create the task, ask for it until it is done, and download the video.
        let task = try await ark.createTask(
            [
                "model": Self.model, "content": try await ark.content(prompt, frames, context),
                "resolution": input.resolution, "ratio": input.ratio, "duration": input.duration,
                "generate_audio": input.generateAudio, "seed": input.seed, "camera_fixed": input.cameraFixed,
                "watermark": input.watermark, "service_tier": input.serviceTier,
                "return_last_frame": input.returnLastFrame,
            ],
            context
        )
        let lastFrame = input.returnLastFrame ? "last_frame" : nil
        let made = try await ark.video(of: task, as: "video", lastFrame: lastFrame, context)
        return Output(video: made.video, lastFrame: made.lastFrame)
    }
}
