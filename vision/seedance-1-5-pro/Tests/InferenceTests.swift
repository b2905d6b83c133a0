import InferenceKit
import TestSupport
import Testing

@testable import Inference_seedance_1_5_pro

/// What Seedance 1.5 Pro asks the service for; the service is a script.
struct InferenceTests {
    private let run: ModelRun

    init() throws {
        run = try ModelRun(
            [
                .json(#"{"id":"cgt-1"}"#),
                .json(
                    #"{"status":"succeeded","content":{"video_url":"https://v.test/v","last_frame_url":"https://v.test/f"}}"#
                ),
                .fetched, .fetched,
            ],
            secrets: ["ARK_API_KEY": "not-to-be-seen"],
            outputs: ["video": "mp4", "last_frame": "png"]
        )
    }

    private func predict(_ change: (inout Inference.Input) -> Void = { _ in }) async throws -> Inference.Output {
        var input = Inference.Input(
            prompt: "a cat",
            resolution: "720p",
            ratio: "16:9",
            duration: 5,
            generateAudio: true,
            watermark: false,
            serviceTier: "default",
            returnLastFrame: false
        )
        change(&input)
        return try await Inference(run.setup).predict(input, run.context)
    }

    @Test func `the frames are submitted with their roles, and the video is fetched`() async throws {
        let output = try await predict { input in
            input.firstFrame = MediaFile(name: "first_frame", path: "/a.jpg")
            input.lastFrame = MediaFile(name: "last_frame", path: "/b.jpg")
        }
        #expect(output.video.path?.hasSuffix("/video.mp4") == true && output.lastFrame == nil)
        let content = try #require(run.bodies.first?["content"]?.array)
        #expect(content.map { $0["type"]?.string } == ["text", "image_url", "image_url"])
        #expect(content.map { $0["role"]?.string } == [nil, "first_frame", "last_frame"])
    }

    @Test func `options are fields, and those without a value are not sent`() async throws {
        _ = try await predict()
        guard case .object(let form)? = run.bodies.first else { throw CancellationError() }
        #expect(
            form.keys.sorted() == [
                "content", "duration", "generate_audio", "model", "ratio", "resolution", "return_last_frame",
                "safety_identifier", "service_tier", "watermark",
            ]
        )
    }

    @Test func `the last frame is a second output`() async throws {
        let output = try await predict { $0.returnLastFrame = true }
        #expect(output.lastFrame?.path?.hasSuffix("/last_frame.png") == true)
    }

    @Test func `an option in the prompt stops the run before anything is paid`() async throws {
        await #expect(throws: PredictionError.self) { _ = try await predict { $0.prompt = "a cat --rs 1080p" } }
        #expect(run.transport.requests.isEmpty)
    }
}
