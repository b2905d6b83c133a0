import ARKHelper
import InferenceKit

/// Seedream 4.5: makes pictures from text and reference pictures.
struct Inference: Predictor {
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

    init(_ setup: Setup) async throws {
        ark = try ARKAPI(setup)
    }

    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        try ARKPrompt.checked(input.prompt, inputs: ["seed", "watermark"])
        let references = input.image ?? []
        guard !input.series || references.count + (input.maxImages ?? 1) <= 15 else {
            throw PredictionError(
                .invalidInput,
                "\(references.count) reference pictures and max_images \(input.maxImages ?? 1) are more than 15",
                help: "lower max_images, or leave out reference pictures"
            )
        }
        var images: [String] = []
        for file in references { images.append(try await context.stage(file)) }

        // The answer comes when the pictures are made; each is then downloaded.
        let most: JSONForm? = input.maxImages.map { ["max_images": $0] }
        let made = try await ark.images(
            [
                "model": "seedream-4-5-251128",
                "prompt": input.prompt,
                "image": images.isEmpty ? nil : images,
                "size": try ARKImageSize.checked(input.size, pixels: 3_686_400...16_777_216),
                "seed": input.seed,
                "sequential_image_generation": input.series ? "auto" : "disabled",
                "sequential_image_generation_options": input.series ? most : nil,
                "optimize_prompt_options": input.optimizePrompt.map { ["mode": $0] as JSONForm },
                "response_format": "url",
                "watermark": input.watermark,
            ],
            as: "image",
            context
        )
        return Output(image: made)
    }
}

extension Inference: ServiceChecking {
    static func checkService(_ setup: Setup) async throws -> [ServiceFinding] { await ARKAPI.check(setup) }
}
