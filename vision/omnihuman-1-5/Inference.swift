import InferenceKit
import VisionHelper

/// OmniHuman 1.5: lets one of the characters in a picture speak or sing a recording.
struct Inference: Predictor, VisionModel {
    static let reqKey = "realman_avatar_picture_omni15_cv"

    struct Input: Decodable, Sendable {
        var image: MediaFile
        var audio: MediaFile
        var maskIndex: Int?
        var prompt: String?
        var seed: Int?
        var fastMode: Bool?
        var outputResolution: Int?
    }

    struct Output: Codable, Sendable {
        var video: MediaFile
    }

    private let vision: VisionAPI

    init(_ setup: Setup) async throws { vision = try VisionAPI(setup) }

    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        let image = try await context.stage(input.image)
        let audio = try await context.stage(input.audio)

        // 1. Detect the subjects: masks sorted by area, largest first.
        let subjects = try await detect(image, context)
        // 2. Choose the mask of the one to drive.
        let mask = try subjects.mask(at: input.maskIndex, context)
        if let mask { await context.keep(mask, as: "mask.png") }
        // 3. Submit the generation. The service wants one mask; fields without a value are not sent.
        let task = try await vision.submit(
            [
                "req_key": Self.reqKey,
                "image_url": image,
                "audio_url": audio,
                "mask_url": mask,
                "prompt": input.prompt,
                "seed": input.seed,
                "pe_fast_mode": input.fastMode,
                "output_resolution": input.outputResolution,
            ],
            context
        )
        // 4. Poll until it is done, and download the video.
        return Output(video: try await vision.video(of: task, as: "video", context))
    }
}

extension Inference: SubjectFinding {
    func subjects(in image: MediaFile, _ context: PredictionContext) async throws -> [String] {
        try await detect(try await context.stage(image), context).maskURLs
    }

    private func detect(_ image: String, _ context: PredictionContext) async throws -> Subjects {
        try await vision.detectSubjects(
            ["req_key": "realman_avatar_object_detection_cv", "image_url": image],
            context
        )
    }
}
