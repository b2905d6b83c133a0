import ARKHelper
import InferenceKit

/// Seedream 4.5: makes pictures from text and reference pictures.
struct Inference: Predictor, ARKModel {
    static let model = "seedream-4-5-251128"

    struct Input: Decodable, Sendable {
        var prompt: String
        var image: [MediaFile]?
        var size: String
        var seed: Int?
        var series: Bool
        var maxImages: Int?
        var watermark: Bool
        var optimizePrompt: String?
    }

    struct Output: Codable, Sendable {
        var image: [MediaFile]
    }

    private let ark: ARKAPI

    init(_ setup: Setup) async throws { ark = try ARKAPI(setup) }

    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        let prompt = try ARKPrompt.checked(input.prompt, inputs: ["seed", "watermark"])
        let size = try ARKImageSize.checked(input.size, pixels: 3_686_400...16_777_216)
        let most: JSONForm? = input.maxImages.map { ["max_images": $0] }
        let mode: JSONForm? = input.optimizePrompt.map { ["mode": $0] }
        // The answer comes when the pictures are made; each is then downloaded.
        let images = try await ark.images(
            [
                "model": Self.model, "prompt": prompt, "image": try await context.stage(input.image), "size": size,
                "seed": input.seed, "sequential_image_generation": input.series ? "auto" : "disabled",
                "sequential_image_generation_options": input.series ? most : nil, "optimize_prompt_options": mode,
                "watermark": input.watermark,
            ],
            as: "image",
            context
        )
        return Output(image: images)
    }
}
