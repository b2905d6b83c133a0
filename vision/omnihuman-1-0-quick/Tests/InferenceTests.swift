import InferenceKit
import TestSupport
import Testing

@testable import Inference_omnihuman_1_0_quick

/// What OmniHuman 1.0 asks the service for; the service is a script.
struct InferenceTests {
    @Test func `the staged files are submitted, and the video is fetched`() async throws {
        let run = try ModelRun(
            [
                .json(#"{"code":10000,"data":{"task_id":"t1"}}"#),
                .json(#"{"code":10000,"data":{"status":"done","video_url":"https://v.test/v.mp4"}}"#), .fetched,
            ],
            secrets: ["BYTEPLUS_ACCESS_KEY": "access", "BYTEPLUS_SECRET_KEY": "not-to-be-seen"],
            outputs: ["video": "mp4"]
        )
        let input = Inference.Input(
            image: MediaFile(name: "image", path: "/somewhere/face.jpg"),
            audio: MediaFile(name: "audio", path: "/somewhere/hello.wav")
        )
        let output = try await Inference(run.setup).predict(input, run.context)
        #expect(output.video.path?.hasSuffix("/video.mp4") == true)
        #expect(run.transport.downloads == ["https://v.test/v.mp4"])
        guard case .object(let form)? = run.bodies.first else { throw CancellationError() }
        #expect(form.keys.sorted() == ["audio_url", "image_url", "req_key"])
        #expect(form["req_key"] == "realman_avatar_picture_omni_cv")
        #expect(run.channel.steps.contains("submit succeeded"))
    }
}
