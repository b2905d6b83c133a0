/// A model of the ARK API: words and a first picture become a video.
enum ARKTemplate {
    static func files(for name: ModelTemplate.Name) -> [ModelTemplate.File] {
        [
            ModelTemplate.File("inf.yml", manifest(name)),
            ModelTemplate.File("Inference.swift", inference),
            ModelTemplate.File("examples/words.json", words),
            ModelTemplate.File("examples/too-long.json", tooLong),
        ]
    }

    private static func manifest(_ name: ModelTemplate.Name) -> String {
        """
        \(name.namespaceLine)name: \(name.name)
        description: Makes a video from text, or from text and a first frame.
        category: video
        kernel: swift-6
        service: ark
        hosts: [ark.ap-southeast.bytepluses.com]

        secrets:
            - key: ARK_API_KEY
              description: API key of ModelArk. Create one in the ModelArk console under API Keys.

        resources:
            gpu: {count: 0, vram: 0, type: none}
            ram: 1

        # A prediction costs money: declare every limit of the service, so that invalid inputs are refused for free.
        inputs:
            prompt:
                type: string
                description: What happens.
                length: {min: 1}
            first_frame:
                type: image
                description: First frame of the video.
                required: false
                formats: [jpeg, png]
                size: {below: 30MB}
                width: {min: 300, max: 6000}
                height: {min: 300, max: 6000}
            resolution:
                type: string
                description: Resolution of the video.
                default: 480p
                enum: [480p, 720p]
            duration:
                type: integer
                description: The length in seconds.
                default: 5
                range: {min: 4, max: 12}

        outputs:
            video:
                type: video
                description: The video, with sound.
                formats: [mp4]
                frame_rate: 24

        # The price is shown, and cost limits are checked, before anything is sent. The tokens that the service reports count in the end.
        pricing:
            usd_per_million_tokens: 2.4
            tokens: floor(pixels * (24 * duration + 1) / 1024)
            values:
                pixels:
                    - {inputs: {resolution: 480p}, is: 864 * 496}
                    - {is: 1280 * 720}

        """
    }

    private static let inference = #"""
        import ARKHelper
        import InferenceKit

        /// Makes a video from text, or from text and a first frame.
        struct Inference: Predictor, ARKModel {
            // Decide: the id of your model.
            static let model = "seedance-1-5-pro-251215"

            struct Input: Decodable, Sendable {
                var prompt: String
                var firstFrame: MediaFile?
                var resolution: String
                var duration: Int
            }

            struct Output: Codable, Sendable {
                var video: MediaFile
            }

            private let ark: ARKAPI

            init(_ setup: Setup) async throws { ark = try ARKAPI(setup) }

            func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
                let prompt = try ARKPrompt.checked(input.prompt, inputs: ["resolution", "duration"])
                // The service fetches inputs by their URLs: a local file is uploaded to where it can be fetched.
                let content = try await ark.content(prompt, ["first_frame": input.firstFrame], context)
                // Each call is a recorded step. An interrupted run continues after the last one, and never pays twice.
                let task = try await ark.createTask(
                    // Decide: the fields of your model; those without a value are not sent.
                    [
                        "model": Self.model, "content": content, "resolution": input.resolution, "ratio": "16:9",
                        "duration": input.duration,
                    ],
                    context
                )
                return Output(video: try await ark.video(of: task, as: "video", context).video)
            }
        }

        """#

    private static let words = #"""
        {
          "description": "Text becomes a video of four seconds.",
          "input": {"prompt": "A cat walks over a piano", "duration": 4},
          "output": {"video": {"format": "mp4", "width": 864, "seconds": {"min": 4, "max": 4.2}}}
        }

        """#

    private static let tooLong = #"""
        {
          "description": "All inputs are checked before anything is sent.",
          "input": {"prompt": "A cat", "duration": 60},
          "error": {"code": "invalid-input", "message": "at most 12"}
        }

        """#
}
