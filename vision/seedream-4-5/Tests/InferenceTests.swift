import InferenceKit
import TestSupport
import Testing

@testable import Inference_seedream_4_5

/// What Seedream 4.5 asks the service for; the service is a script.
struct InferenceTests {
    private let run: ModelRun

    init() throws {
        run = try ModelRun(
            [
                .json(
                    #"{"data":[{"url":"https://v.test/0"},{"url":"https://v.test/1"}],"usage":{"generated_images":2}}"#
                ),
                .fetched, .fetched,
            ],
            secrets: ["ARK_API_KEY": "not-to-be-seen"],
            outputs: ["image[0]": "jpeg", "image[1]": "jpeg"]
        )
    }

    private func predict(_ change: (inout Inference.Input) -> Void = { _ in }) async throws -> Inference.Output {
        var input = Inference.Input(prompt: "a cat", size: "2K", series: false, watermark: false)
        change(&input)
        return try await Inference(run.setup).predict(input, run.context)
    }

    @Test func `the images are asked for once and fetched`() async throws {
        let output = try await predict()
        #expect(output.image.count == 2 && run.transport.downloads == ["https://v.test/0", "https://v.test/1"])
        guard case .object(let form)? = run.bodies.first else { throw CancellationError() }
        #expect(
            form.keys.sorted() == [
                "model", "prompt", "response_format", "sequential_image_generation", "size", "watermark",
            ]
        )
        #expect(form["sequential_image_generation"] == "disabled" && form["watermark"] == false)
    }

    @Test func `the references and the options have the service's names`() async throws {
        _ = try await predict { input in
            input.image = [MediaFile(name: "image[0]", path: "/a.jpg"), MediaFile(name: "image[1]", path: "/b.jpg")]
            input.series = true
            input.maxImages = 3
            input.optimizePrompt = "fast"
            input.seed = 7
        }
        let form = try #require(run.bodies.first)
        #expect(form["image"] == ["https://staged.test/image[0]", "https://staged.test/image[1]"])
        #expect(form["sequential_image_generation_options"] == ["max_images": 3])
        #expect(form["optimize_prompt_options"] == ["mode": "fast"] && form["seed"] == 7)
    }

    @Test(arguments: ["1024x1024", "16000x16000", "99999x300"])
    func `a size beyond the limits stops the run before anything is paid`(_ size: String) async throws {
        await #expect(throws: PredictionError.self) { _ = try await predict { $0.size = size } }
        #expect(run.transport.requests.isEmpty)
    }

    @Test func `more than fifteen pictures stop the run before anything is paid`() async throws {
        await #expect(throws: PredictionError.self) {
            _ = try await predict { input in
                input.image = (0..<10).map { MediaFile(name: "image[\($0)]", path: "/a.jpg") }
                input.series = true
                input.maxImages = 6
            }
        }
        #expect(run.transport.requests.isEmpty)
    }
}
