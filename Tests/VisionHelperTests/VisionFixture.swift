import InferenceKit
import TestSupport

@testable import VisionHelper

/// A Vision API whose service is a script, and whose clock does not wait.
struct VisionFixture {
    let transport: ScriptedTransport
    let time = TestTime()
    let channel = RecordingChannel()
    let directory: TestDirectory
    let context: PredictionContext
    let api: VisionAPI

    init(
        _ answers: [ScriptedTransport.Answer],
        timeout: Duration = .seconds(3_600),
        resuming recordedSteps: [RecordedStep] = [],
        in directory: TestDirectory? = nil,
        partialDownloads: [PartialDownload] = [],
        staging: String = "https://staged.test"
    ) throws {
        self.directory = try directory ?? TestDirectory()
        transport = ScriptedTransport(answers)
        let setup = Setup(
            secrets: ["BYTEPLUS_ACCESS_KEY": Secret("access"), "BYTEPLUS_SECRET_KEY": Secret("not-to-be-seen")],
            transport: transport,
            signer: { _ in NamingSigner() },
            time: time,
            random: { 1 }
        )
        context = PredictionContext(
            scratchDirectory: "/nowhere",
            deadline: timeout,
            outputPaths: ["video": "\(self.directory.path)/video.mp4"],
            setup: setup,
            staging: NamingStaging(staging),
            channel: channel,
            recordedSteps: recordedSteps,
            partialDownloads: partialDownloads
        )
        api = try VisionAPI(setup)
    }

    static let form: VisionForm = ["req_key": "the_model", "image_url": "https://a.test/i.jpg"]
    static let task = VisionTask(id: "t1", reqKey: "the_model")

    /// All that a model of two files does, as a run that is made or resumed.
    func predict() async throws -> MediaFile {
        let image = try await context.stage(MediaFile(name: "image", path: "/somewhere/i.jpg"))
        let subjects = try await api.detectSubjects(["req_key": "find", "image_url": image], context)
        let mask = try subjects.mask(at: nil, context)
        let task = try await api.submit(["req_key": "the_model", "image_url": image, "mask_url": mask], context)
        return try await api.video(of: task, as: "video", context)
    }

    func submit() async throws -> VisionTask { try await api.submit(Self.form, context) }

    func video() async throws -> MediaFile { try await api.video(of: Self.task, as: "video", context) }

    /// The actions that were called, in order.
    var actions: [String] {
        transport.requests.map { request in
            String(request.url.drop { $0 != "=" }.dropFirst().prefix { $0 != "&" })
        }
    }
}

extension ScriptedTransport.Answer {
    /// A refusal of the service.
    static func service(_ code: Int, status: Int = 400, headers: HTTPHeaders = [:]) -> Self {
        .json(
            #"{"code":\#(code),"data":null,"message":"as it said","request_id":"r1","status":\#(code)}"#,
            status: status,
            headers: headers
        )
    }

    /// A refusal of the gateway.
    static func gateway(_ code: String, status: Int, headers: HTTPHeaders = [:]) -> Self {
        .json(
            #"{"ResponseMetadata":{"RequestId":"g1","Error":{"CodeN":1,"Code":"\#(code)","Message":"as it said"}}}"#,
            status: status,
            headers: headers
        )
    }

    static let submitted = json(#"{"code":10000,"data":{"task_id":"t1"},"message":"Success","request_id":"r0"}"#)
    static let done = json(
        #"{"code":10000,"data":{"status":"done","video_url":"https://v.test/v.mp4?sig=1"},"message":"Success"}"#
    )

    static func state(_ status: String) -> Self { json(#"{"code":10000,"data":{"status":"\#(status)"}}"#) }

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
