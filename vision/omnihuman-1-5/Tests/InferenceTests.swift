import InferenceKit
import TestSupport
import Testing

@testable import Inference_omnihuman_1_5

/// What OmniHuman 1.5 asks the service for; the service is a script.
struct InferenceTests {
    private let run: ModelRun

    init() throws {
        run = try ModelRun(
            [
                .json(
                    #"{"code":10000,"data":{"resp_data":"{\"code\":0,\"object_detection_result\":{\"mask\":{\"url\":[\"https://m.test/0.png\",\"https://m.test/1.png\"]}}}"}}"#
                ),
                // The mask of the chosen subject, which is kept with the run.
                .fetched,
                .json(#"{"code":10000,"data":{"task_id":"t1"}}"#),
                .json(#"{"code":10000,"data":{"status":"done","video_url":"https://v.test/v.mp4"}}"#), .fetched,
            ],
            secrets: ["BYTEPLUS_ACCESS_KEY": "access", "BYTEPLUS_SECRET_KEY": "not-to-be-seen"],
            outputs: ["video": "mp4"]
        )
    }

    private func predict(_ change: (inout Inference.Input) -> Void = { _ in }) async throws -> Inference.Output {
        var input = Inference.Input(
            image: MediaFile(name: "image", path: "/somewhere/duet.jpg"),
            audio: MediaFile(name: "audio", path: "/somewhere/hello.wav")
        )
        change(&input)
        return try await Inference(run.setup).predict(input, run.context)
    }

    @Test func `the chosen mask is submitted with the staged files`() async throws {
        let output = try await predict { $0.maskIndex = 1 }
        #expect(output.video.path?.hasSuffix("/video.mp4") == true)
        #expect(run.bodies.first?["req_key"]?.string == "realman_avatar_object_detection_cv")
        let form = try #require(run.bodies.dropFirst().first)
        #expect(form["req_key"]?.string == "realman_avatar_picture_omni15_cv")
        #expect(form["mask_url"]?.string == "https://m.test/1.png")
        #expect(run.transport.downloads == ["https://m.test/1.png", "https://v.test/v.mp4"])
        #expect(form["image_url"]?.string?.hasPrefix("https://staged.test") == true)
        #expect(form["audio_url"]?.string?.hasPrefix("https://staged.test") == true)
    }

    @Test func `fields without a value are not sent`() async throws {
        _ = try await predict()
        guard case .object(let members)? = run.bodies.dropFirst().first else { throw CancellationError() }
        #expect(members.keys.sorted() == ["audio_url", "image_url", "mask_url", "req_key"])
    }

    @Test func `the optional fields have the service's names`() async throws {
        _ = try await predict { input in
            input.prompt = "waves"
            input.seed = 7
            input.fastMode = true
            input.outputResolution = 720
        }
        let form = try #require(run.bodies.dropFirst().first)
        #expect(form["prompt"] == "waves" && form["seed"] == 7 && form["output_resolution"] == 720)
        #expect(form["pe_fast_mode"] == true)
    }

    @Test func `a mask that was not found stops the run before anything is paid`() async throws {
        await #expect(throws: PredictionError.self) { _ = try await predict { $0.maskIndex = 5 } }
        #expect(run.channel.steps.allSatisfy { !$0.hasPrefix("submit") })
    }
}
