import InferenceKit
import RequestSigning
import Staging
import VisionHelper

/// One call of the service with a stand-in for the network: the request is made and signed, the answer is read.
struct Exchange {
    private let vision: VisionAPI
    private let setup: Setup

    init() throws {
        setup = Setup(
            secrets: ["BYTEPLUS_ACCESS_KEY": Secret("AKEXAMPLE"), "BYTEPLUS_SECRET_KEY": Secret("an-example")],
            transport: CannedTransport(),
            signer: { V4Signer($0) },
            time: StoppedTime()
        )
        vision = try VisionAPI(setup)
    }

    /// Asks for the subjects of a picture, as a run of its own.
    func detect() async throws {
        let context = PredictionContext(
            scratchDirectory: "/nonexistent",
            deadline: .seconds(60),
            outputPaths: [:],
            setup: setup,
            staging: NoStaging(),
            channel: DeafChannel()
        )
        let subjects = try await vision.detectSubjects(
            ["req_key": "realman_avatar_object_detection_cv", "image_url": "https://images.example.com/duet.jpg"],
            context
        )
        guard subjects.maskURLs.count == 3 else { throw Failure("an answer was not understood") }
    }
}

/// Answers every request with three subjects.
private struct CannedTransport: Transport {
    private let answer = HTTPResponse(
        status: 200,
        headers: ["Content-Type": "application/json"],
        body: Array(
            #"""
            {"code":10000,"data":{"algorithm_base_resp":{"status_code":0,"status_message":"Success"},"image_urls":null,\#
            "resp_data":"{\"code\":0,\"status\":1,\"object_detection_result\":{\"mask\":{\"url\":[\#
            \"https://media.example.com/0123456789abcdef/mask-0.png?X-Expires=3600&X-Signature=0123456789abcdef\",\#
            \"https://media.example.com/0123456789abcdef/mask-1.png?X-Expires=3600&X-Signature=0123456789abcdef\",\#
            \"https://media.example.com/0123456789abcdef/mask-2.png?X-Expires=3600&X-Signature=0123456789abcdef\"]}}}"},\#
            "message":"Success","request_id":"20250721103301D8A5F3C41B0A7E5D9C11","status":10000,"time_elapsed":"1.2s"}
            """#.utf8
        )
    )

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse { answer }

    func download(
        _ request: HTTPRequest,
        to path: String,
        continuing version: FileVersion?,
        progress: @escaping @Sendable (DownloadProgress) -> Void
    ) async throws(TransportError) -> HTTPResponse { answer }
}

/// A clock that stands still, so that every repetition does the same.
private struct StoppedTime: TimeSource {
    let now = UTCTime(secondsSinceEpoch: 1_750_000_000)
    let uptime: Duration = .zero

    func sleep(for duration: Duration) async throws {}
}

/// Takes every report and keeps none.
private struct DeafChannel: RunChannel {
    func report(_ report: RunReport) {}
    func record(_ step: StepRecord) async throws {}
}
