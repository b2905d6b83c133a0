import InferenceKit
import TestSupport
import Testing

@testable import VisionHelper

struct VideoTests {
    /// Both places of the video's URL.
    static let doneForms = [
        #"{"code":10000,"data":{"status":"done","video_url":"https://v.test/v.mp4"}}"#,
        #"{"code":10000,"data":{"status":"done","resp_data":"{\"video_url\":\"https://v.test/v.mp4\"}"}}"#,
        #"{"code":10000,"data":{"status":"done","video_url":"","resp_data":"{\"video_url\":\"https://v.test/v.mp4\"}"}}"#,
        #"{"code":"10000","data":{"status":"done","resp_data":{"video_url":"https://v.test/v.mp4"}}}"#,
    ]

    @Test(arguments: doneForms) func `the video is found at either place`(_ body: String) async throws {
        let vision = try VisionFixture([.json(body), .fetched])
        #expect(try await vision.video().path == "\(vision.directory.path)/video.mp4")
        #expect(vision.transport.downloads == ["https://v.test/v.mp4"])
        #expect(vision.channel.steps == ["poll began", "poll succeeded", "download began", "download succeeded"])
    }

    @Test func `waits grow from three to ten seconds`() async throws {
        let vision = try VisionFixture(Array(repeating: .state("generating"), count: 9) + [.done, .fetched])
        _ = try await vision.video()
        #expect(vision.time.waits.first == .seconds(3))
        #expect(vision.time.waits.last == .seconds(10))
        #expect(vision.time.waits == vision.time.waits.sorted())
    }

    @Test(arguments: [
        #"{"code":10000,"data":{"status":"processing"}}"#, #"{"code":10000,"data":{"status":"in_queue"}}"#,
        #"{"code":10000,"data":{"status":"dreaming"}}"#, #"{"code":10000,"data":null}"#,
        #"{"code":10000,"data":{}}"#, #"{"code":10000}"#, #"{"code":10000,"data":{"status":"not_found"}}"#,
    ])
    func `every status that is not an end is waited for`(_ body: String) async throws {
        let vision = try VisionFixture([.json(body), .json(body), .done, .fetched])
        _ = try await vision.video()
        #expect(vision.time.waits.count == 2)
    }

    @Test func `an endless status ends with the deadline and the task`() async throws {
        let vision = try VisionFixture(Array(repeating: .state("dreaming"), count: 500), timeout: .seconds(120))
        let error = await predictionError { _ = try await vision.video() }
        #expect(error?.code == .deadlineExceeded)
        #expect(error?.taskID == "t1")
        #expect(vision.time.uptime <= .seconds(120))
    }

    @Test(arguments: ["expired", "canceled", "cancelled"]) func `an end without a video is reported`(_ status: String)
        async throws
    {
        let vision = try VisionFixture([.state(status)])
        let error = await predictionError { _ = try await vision.video() }
        #expect(error?.code == .taskFailed)
        #expect(error?.taskID == "t1")
    }

    @Test func `a task that stays unknown is given up after three questions`() async throws {
        let vision = try VisionFixture(Array(repeating: .state("not_found"), count: 9))
        #expect(await predictionError { _ = try await vision.video() }?.code == .taskFailed)
        #expect(vision.transport.requests.count == 3)
    }

    @Test(arguments: [(11, PredictionError.Code.outputUnavailable), (12, .taskFailed), (30, .taskFailed)])
    func `a task that is not known counts as gone after twelve hours`(_ hours: Int, _ code: PredictionError.Code)
        async throws
    {
        let vision = try VisionFixture(Array(repeating: .state("not_found"), count: 3))
        let submitted = UTCTime(secondsSinceEpoch: vision.time.now.secondsSinceEpoch - Int64(hours) * 3_600)
        let task = VisionTask(id: "t1", reqKey: "the_model", submitted: submitted)
        let error = await predictionError { _ = try await vision.api.video(of: task, as: "video", vision.context) }
        #expect(error?.code == code)
        #expect(
            error?.message.contains("know") == true
                && error?.message.contains("the task, submitted at \(submitted.iso8601)") == true
        )
        #expect(error?.message.contains("results for twelve hours") == true)
        #expect(error?.taskID == "t1")
    }

    @Test func `done without a video is an error with what the service said`() async throws {
        let vision = try VisionFixture([
            .json(
                #"{"code":10000,"request_id":"r7","data":{"status":"done","resp_data":"{\"code\":1,\"msg\":\"no face\"}"}}"#
            )
        ])
        let error = await predictionError { _ = try await vision.video() }
        #expect(error?.code == .taskFailed)
        #expect(error?.vendor == .init(code: "1", message: "no face", requestID: "r7"))
    }

    @Test(arguments: [
        #""resp_data":"{\"video""#, #""video_url":"""#, #""resp_data":{"msg":"soon"}"#,
        #""resp_data":"{\"code\":0,\"msg\":\"success\"}""#, #""resp_data":{"code":10000}"#,
    ])
    func `done without a video or a reason leaves the run to be resumed`(_ member: String) async throws {
        let answer = ScriptedTransport.Answer.json(#"{"code":10000,"data":{"status":"done",\#(member)}}"#)
        let vision = try VisionFixture([answer, answer, answer, .done])
        let error = await predictionError { _ = try await vision.video() }
        #expect(error?.code == .outputUnavailable)
        #expect(error?.isFinal == false)
        #expect(error?.help?.contains("continue the run later") == true)
        #expect(vision.transport.requests.count == 3)
    }

    @Test func `a link that comes late is taken`() async throws {
        let late = ScriptedTransport.Answer.json(
            #"{"code":10000,"data":{"status":"done","resp_data":"{\"code\":0,\"msg\":\"success\"}"}}"#
        )
        let vision = try VisionFixture([late, late, .done, .fetched])
        _ = try await vision.video()
        #expect(vision.actions == ["CVGetResult", "CVGetResult", "CVGetResult"])
    }

    @Test func `questions are repeated through failures of every kind`() async throws {
        let vision = try VisionFixture([
            .lost(.connectionLost), .lost(.timedOut), .json("<html>", status: 504), .json("", status: 503),
            .service(50500, status: 500), .gateway("InternalServiceTimeout", status: 504), .service(50429, status: 429),
            .done, .fetched,
        ])
        _ = try await vision.video()
        #expect(vision.transport.requests.count == 8)
    }

    @Test func `a refusal of the content check is final`() async throws {
        let vision = try VisionFixture([.service(50516)])
        let error = await predictionError { _ = try await vision.video() }
        #expect(error?.code == .contentRefused)
        #expect(error?.vendor == .init(code: "50516", message: "as it said", httpStatus: 400, requestID: "r1"))
        #expect(error?.taskID == "t1")
    }

    @Test func `a canceled run cancels the task at the service`() async throws {
        let vision = try VisionFixture([
            .untilCanceled, .json(#"{"code":10000,"data":null}"#),
        ])
        let run = Task { try await vision.video() }
        while vision.transport.requests.isEmpty { await Task.yield() }
        run.cancel()
        let error = await predictionError { _ = try await run.value }
        #expect(error?.code == .canceled)
        #expect(error?.taskID == "t1")
        #expect(vision.actions == ["CVGetResult", "CVCancelTask"])
        #expect(vision.transport.requests.last?.body == .bytes(Array(#"{"req_key":"the_model","task_id":"t1"}"#.utf8)))
    }

    @Test(arguments: [403, 404]) func `a dead link is replaced twice`(_ status: Int) async throws {
        let dead = ScriptedTransport.Answer.response(HTTPResponse(status: status))
        let vision = try VisionFixture([.done, dead, .done, dead, .done, .fetched])
        _ = try await vision.video()
        #expect(vision.actions == ["CVGetResult", "CVGetResult", "CVGetResult"])
        #expect(vision.transport.downloads.count == 3)
    }

    @Test func `a link that is refused otherwise is replaced once`() async throws {
        let refused = ScriptedTransport.Answer.response(HTTPResponse(status: 400))
        let vision = try VisionFixture([.done, refused, .done, refused, .done, .fetched])
        #expect(await predictionError { _ = try await vision.video() }?.code == .outputUnavailable)
        #expect(vision.transport.downloads.count == 2)
    }

    @Test func `a link that stays dead is reported without its signature`() async throws {
        let dead = ScriptedTransport.Answer.response(HTTPResponse(status: 404))
        let vision = try VisionFixture([.done, dead, .done, dead, .done, dead])
        let error = await predictionError { _ = try await vision.video() }
        #expect(error?.code == .outputUnavailable)
        #expect(error?.taskID == "t1")
        #expect(error.map { "\($0)".contains("sig=") } == false)
        #expect(!vision.channel.reports.contains { "\($0)".contains("sig=") })
    }

    @Test func `a download is repeated when the connection is lost`() async throws {
        let vision = try VisionFixture([
            .done, .lost(.connectionLost), .response(HTTPResponse(status: 503)), .fetched,
        ])
        _ = try await vision.video()
        #expect(vision.transport.downloads.count == 3)
    }

    @Test func `what is no complete video is fetched again, and then by a new link`() async throws {
        let page = ScriptedTransport.Answer.response(HTTPResponse(status: 200, body: Array("<html>".utf8)))
        let vision = try VisionFixture([.done, page, page, page, page, .done, page, .fetched])
        _ = try await vision.video()
        #expect(vision.transport.downloads.count == 6)
        #expect(vision.actions == ["CVGetResult", "CVGetResult"])
    }

    @Test func `a page in front of the service does not end the wait for a paid task`() async throws {
        let vision = try VisionFixture([.json("<html>", status: 403), .json("", status: 404), .done, .fetched])
        _ = try await vision.video()
        #expect(vision.transport.requests.count == 3)
    }

    @Test func `a clock that is set during the run is corrected again`() async throws {
        let refusal = { (date: String) in
            ScriptedTransport.Answer.gateway("InvalidTimestamp", status: 400, headers: ["Date": date])
        }
        let vision = try VisionFixture([
            refusal("Mon, 05 Jan 2026 14:21:33 GMT"), .state("generating"), refusal("Mon, 05 Jan 2026 10:21:33 GMT"),
            .done, .fetched,
        ])
        _ = try await vision.video()
        #expect(vision.transport.requests.count == 4)
    }

    @Test func `giving up on a paid task says that it continues`() async throws {
        let vision = try VisionFixture(Array(repeating: .json("<html>", status: 502), count: 30))
        let error = await predictionError { _ = try await vision.video() }
        #expect(vision.transport.requests.count == 20)
        #expect(error?.taskID == "t1")
        #expect(error?.help?.hasPrefix("the task continues at the service and is still charged") == true)
    }

    @Test func `a task that cannot be canceled is reported as continuing`() async throws {
        let vision = try VisionFixture([.untilCanceled, .service(50400)])
        let run = Task { try await vision.video() }
        while vision.transport.requests.isEmpty { await Task.yield() }
        run.cancel()
        let error = await predictionError { _ = try await run.value }
        #expect(error?.code == .notCanceled)
        #expect(error?.message.contains("could not be canceled") == true)
        #expect(error?.help?.contains("is still charged") == true)
    }
}
