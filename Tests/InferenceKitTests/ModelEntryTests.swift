import InferenceKit
import TestSupport
import Testing

private struct Echo: Predictor {
    struct Input: Decodable, Sendable {
        var maskIndex: Int?
        var picture: MediaFile
    }
    struct Output: Codable, Sendable {
        var maskIndex: Int?
        var contentType: String?
    }

    init(_ setup: Setup) async throws {}

    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        Output(maskIndex: input.maskIndex, contentType: input.picture.contentType)
    }
}

struct ModelEntryTests {
    private func predict(_ input: [String: JSONValue]) async throws -> [String: JSONValue] {
        let setup = Setup(
            secrets: [:],
            transport: ScriptedTransport([]),
            signer: { _ in NamingSigner() },
            time: TestTime()
        )
        let context = PredictionContext(
            scratchDirectory: "",
            deadline: .seconds(1),
            outputPaths: [:],
            setup: setup,
            staging: NamingStaging(),
            channel: RecordingChannel()
        )
        return try await ModelEntry(Echo.self).load(setup).predict(input, context)
    }

    @Test func `names change between manifest and Swift, in files too`() async throws {
        let output = try await predict([
            "mask_index": 3, "picture": .object(["name": "picture", "content_type": "image/png"]),
        ])
        #expect(output == ["mask_index": 3, "content_type": "image/png"])
    }

    @Test func `an input that does not fit is reported by name`() async throws {
        let error = await #expect(throws: PredictionError.self) { _ = try await predict(["mask_index": 3]) }
        #expect(error?.code == .modelFailed)
        #expect(
            error?.message
                == "the checked inputs do not match 'Inference.Input': it needs 'picture', which is not an input"
        )
    }
}
