import InferenceKit
import Staging
import TestSupport
import Testing

struct UploadStagingTests {
    private func url(_ answer: ScriptedTransport.Answer) async throws -> (String, HTTPRequest?) {
        let transport = ScriptedTransport([answer])
        var file = MediaFile(name: "image", path: "/tmp/My Face.JPG")
        file.format = "png"
        file.contentType = "image/png"
        let staging = UploadStaging(base: "http://127.0.0.1:1/uploads", transport: transport)
        return (try await staging.link(to: file) { _ in }.url, transport.requests.first)
    }

    private func response(_ status: Int, _ body: String) -> ScriptedTransport.Answer {
        .response(HTTPResponse(status: status, body: Array(body.utf8)))
    }

    @Test func `a file is put under its input's name and real format`() async throws {
        let (url, request) = try await url(response(201, #"{"url":"http://127.0.0.1:1/uploads/k/image.png"}"#))
        #expect(url == "http://127.0.0.1:1/uploads/k/image.png")
        #expect(request?.method == "PUT")
        #expect(request?.url == "http://127.0.0.1:1/uploads/image.png")
        #expect(request?.headers["Content-Type"] == "image/png")
        #expect(request?.body == .file(path: "/tmp/My Face.JPG"))
    }

    @Test func `a server that takes no uploads is reported`() async throws {
        for answer in [response(404, ""), response(201, "{}"), response(200, #"{"url":"x"}"#)] {
            let error = await #expect(throws: PredictionError.self) { try await url(answer) }
            #expect(error?.code == .serviceUnavailable)
        }
    }

    @Test func `a dry run names what the URL would be`() async throws {
        let dry = ScriptedTransport.Answer.failure(TransportError(.dryRun, "dry", mayHaveReachedServer: false))
        #expect(try await url(dry).0 == "<URL of image after upload>")
    }

    @Test func `without staging a local file is refused`() async throws {
        let error = await #expect(throws: PredictionError.self) {
            try await NoStaging().link(to: MediaFile(name: "image", path: "/x")) { _ in }
        }
        #expect(error?.code == .invalidInput)
    }
}
