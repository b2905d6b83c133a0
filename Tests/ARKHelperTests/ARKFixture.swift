import InferenceKit
import TestSupport

@testable import ARKHelper

/// An ARK API whose service is a script, and whose clock does not wait.
struct ARKFixture {
    static let key = "k0-submit-0"

    let transport: ScriptedTransport
    let time = TestTime()
    let channel = RecordingChannel()
    let directory: TestDirectory
    let context: PredictionContext
    let api: ARKAPI
    let setup: Setup

    init(
        _ answers: [ScriptedTransport.Answer],
        timeout: Duration = .seconds(3_600),
        resuming recordedSteps: [RecordedStep] = [],
        in directory: TestDirectory? = nil
    ) throws {
        self.directory = try directory ?? TestDirectory()
        transport = ScriptedTransport(answers)
        setup = Setup(
            secrets: ["ARK_API_KEY": Secret("not-to-be-seen")],
            transport: transport,
            signer: { _ in NamingSigner() },
            time: time,
            random: { 1 }
        )
        context = PredictionContext(
            scratchDirectory: self.directory.path,
            deadline: timeout,
            outputPaths: Dictionary(
                uniqueKeysWithValues: ["video.mp4", "frame.png", "image.jpg", "image[1].jpg"].map {
                    [path = self.directory.path] in
                    (String($0.dropLast(4)), "\(path)/\($0)")
                }
            ),
            setup: setup,
            staging: NamingStaging(),
            channel: channel,
            recordedSteps: recordedSteps,
            runKey: "k0"
        )
        api = try ARKAPI(setup)
    }

    static let form: JSONForm = ["model": "m1", "content": [["type": "text", "text": "a cat"] as JSONForm]]
    static let task = ARKTask(id: "cgt-1", model: "m1")

    func createTask() async throws -> ARKTask { try await api.createTask(Self.form, context) }

    func video() async throws -> MediaFile { try await api.video(of: Self.task, as: "video", context).video }

    func images() async throws -> [MediaFile] {
        try await api.images(["model": "m2", "prompt": "a cat"], as: "image", context)
    }

    /// The requests as `METHOD PATH`, without queries.
    var calls: [String] {
        transport.requests.map { request in
            "\(request.method) \(request.url.split(separator: "?")[0].split(separator: "/").dropFirst(4).joined(separator: "/"))"
        }
    }

    var creations: Int { transport.requests.count { $0.method == "POST" } }
}

extension ScriptedTransport.Answer {
    /// A refusal of the service.
    static func refused(_ code: String, status: Int, headers: HTTPHeaders = [:], parameter: String = "") -> Self {
        .json(
            #"{"error":{"code":"\#(code)","message":"as it said. Request id: 0217a","param":"\#(parameter)","type":"t"}}"#,
            status: status,
            headers: headers
        )
    }

    static let created = json(#"{"id":"cgt-1"}"#, headers: ["X-Request-Id": "r0"])
    static let succeeded = json(
        #"{"id":"cgt-1","status":"succeeded","content":{"video_url":"https://v.test/v.mp4?sig=1"},"usage":{"completion_tokens":50638}}"#
    )
    static let images = json(
        #"{"model":"m2","data":[{"url":"https://v.test/0.jpg?sig=1","size":"2048x2048"}],"usage":{"generated_images":1}}"#
    )

    static func state(_ status: String) -> Self { json(#"{"id":"cgt-1","status":"\#(status)"}"#) }

    static func list(_ items: String...) -> Self {
        json(#"{"total":\#(items.count),"items":[\#(items.joined(separator: ","))]}"#)
    }

    static func lost(_ code: TransportError.Code, reached: Bool = true) -> Self {
        .failure(TransportError(code, "the connection broke", mayHaveReachedServer: reached))
    }
}

/// Runs something that must fail with a prediction error.
func predictionError(_ body: () async throws -> Void) async -> PredictionError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? PredictionError
    }
}
