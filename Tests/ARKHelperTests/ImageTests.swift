import InferenceKit
import TestSupport
import Testing

@testable import ARKHelper

struct ImageTests {
    @Test func `images are made by one request and downloaded`() async throws {
        let ark = try ARKFixture([
            .json(
                #"{"data":[{"url":"https://v.test/0"},{"error":{"code":"OutputImageSensitiveContentDetected","message":"m"}},{"url":"https://v.test/1"}],"usage":{"generated_images":2}}"#
            ),
            .json("one"), .json("two"),
        ])
        #expect(
            try await ark.images().compactMap(\.path).map { $0.split(separator: "/").last } == [
                "image.jpg", "image[1].jpg",
            ]
        )
        #expect(ark.creations == 1)
        #expect(ark.channel.reports.contains(.usage(ServiceUsage(images: 2))))
        #expect(ark.channel.warnings == ["an image was not made: the generated picture did not pass the content check"])
    }

    @Test(arguments: [
        ScriptedTransport.Answer.lost(.connectionLost), .refused("InternalServiceError", status: 500), .json("{}"),
    ])
    func `a lost answer stays unknown and says why`(_ answer: ScriptedTransport.Answer) async throws {
        let ark = try ARKFixture([answer])
        let error = await predictionError { _ = try await ark.images() }
        #expect(error?.code == .outcomeUnknown && error?.message.contains("keeps no list of images") == true)
        #expect(ark.creations == 1 && ark.transport.requests.count == 1)
    }

    @Test func `a refusal of every image is a refusal`() async throws {
        let ark = try ARKFixture([
            .json(#"{"data":[{"error":{"code":"OutputImageSensitiveContentDetected","message":"m"}}]}"#)
        ])
        #expect(await predictionError { _ = try await ark.images() }?.code == .contentRefused)
    }

    @Test func `the link to an image survives an interruption`() async throws {
        let first = try ARKFixture([.images, .json("", status: 500)])
        let lost = await predictionError { _ = try await first.images() }
        #expect(lost?.code == .outputUnavailable)
        // Records leave out the query of a link.
        let records = first.channel.recorded(at: first.time.now, isComplete: false).map { step in
            var step = step
            step.record.result = step.record.result.flatMap {
                try? JSONValue(
                    parsing: Array(String(decoding: $0.encoded, as: UTF8.self).replacing("?sig=1", with: "").utf8)
                )
            }
            return step
        }
        let second = try ARKFixture([.json("picture")], resuming: records, in: first.directory)
        #expect(try await second.images().count == 1)
        #expect(second.transport.downloads == ["https://v.test/0.jpg?sig=1"] && second.creations == 0)
    }
}
