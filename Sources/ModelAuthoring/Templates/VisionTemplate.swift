/// A model of the Vision API: a picture and a recording become a video.
enum VisionTemplate {
    static func files(for name: ModelTemplate.Name) -> [ModelTemplate.File] {
        [
            ModelTemplate.File("inf.yml", manifest(name)),
            ModelTemplate.File("Inference.swift", inference),
            ModelTemplate.File("examples/portrait.json", portrait),
            ModelTemplate.File("examples/not-a-picture.json", notAPicture),
            ModelTemplate.File("examples/portrait.png", bytes: VisionSamples.portrait),
            ModelTemplate.File("examples/speech.mp3", bytes: VisionSamples.speech),
        ]
    }

    private static func manifest(_ name: ModelTemplate.Name) -> String {
        """
        \(name.namespaceLine)name: \(name.name)
        description: Makes the person in a portrait speak a recording.
        category: video
        kernel: swift-6
        service: vision

        secrets:
            - key: BYTEPLUS_ACCESS_KEY
              description: BytePlus access key. Create one in the BytePlus console under IAM, Access Keys.
            - key: BYTEPLUS_SECRET_KEY
              description: BytePlus secret key that belongs to the access key.

        resources:
            gpu: {count: 0, vram: 0, type: none}
            ram: 1

        # A prediction costs money: declare every limit of the service, so that invalid inputs are refused for free.
        inputs:
            image:
                type: image
                description: Portrait of the person who speaks.
                formats: [jpeg, png]
                size: {below: 5MB}
                width: {below: 4096}
                height: {below: 4096}
            audio:
                type: audio
                description: What the person says.
                formats: [wav, mp3, m4a, ogg, flac]
                duration: {max: 60s, recommended_max: 15s}

        outputs:
            video:
                type: video
                description: The person speaking, as long as the recording.
                formats: [mp4]
                frame_rate: 30

        # The price is shown, and cost limits are checked, before anything is sent.
        pricing:
            usd_per_output_second: 0.12
            duration_from: audio

        """
    }

    private static let inference = #"""
        import InferenceKit
        import VisionHelper

        /// Makes the person in a portrait speak a recording.
        struct Inference: Predictor, VisionModel {
            // Decide: the req_key of your model, by which 'runner doctor' also asks for it.
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
                // The service fetches inputs by their URLs: a local file is uploaded to where it can be fetched.
                let image = try await context.stage(input.image)
                let audio = try await context.stage(input.audio)

                // Each call is a recorded step. An interrupted run continues after the last one, and never pays twice.
                let task = try await vision.submit(
                    // Decide: the fields of your model; those without a value are not sent.
                    ["req_key": Self.reqKey, "image_url": image, "audio_url": audio],
                    context
                )
                return Output(video: try await vision.video(of: task, as: "video", context))
            }
        }

        """#

    private static let portrait = #"""
        {
          "description": "A portrait speaks for as long as the recording.",
          "input": {"image": "portrait.png", "audio": "speech.mp3"},
          "output": {"video": {"format": "mp4", "seconds": {"min": 1, "max": 1.4}}}
        }

        """#

    private static let notAPicture = #"""
        {
          "description": "A file's type is determined by its bytes, not by its name.",
          "input": {"image": "speech.mp3", "audio": "speech.mp3"},
          "error": {"code": "invalid-input", "message": "is an MP3 file; this model takes JPEG or PNG"}
        }

        """#
}
