import InferenceKit
import TestSupport
import Testing

@testable import ARKHelper

struct VideoTests {
    @Test func `a task is asked for until it has succeeded, and its usage is reported`() async throws {
        let ark = try ARKFixture([.state("queued"), .state("running"), .state("rendering"), .succeeded, .fetched])
        #expect(try await ark.video().path?.hasSuffix("/video.mp4") == true)
        #expect(ark.transport.downloads == ["https://v.test/v.mp4?sig=1"])
        #expect(ark.channel.reports.contains(.usage(ServiceUsage(tokens: 50_638))))
    }

    @Test(arguments: [
        ("OutputVideoSensitiveContentDetected", PredictionError.Code.contentRefused),
        ("InternalServiceError", .taskFailed),
        ("", .taskFailed),
    ])
    func `a failed task says why`(_ code: String, _ expected: PredictionError.Code) async throws {
        let ark = try ARKFixture([
            .json(#"{"id":"cgt-1","status":"failed","error":{"code":"\#(code)","message":"m"}}"#)
        ])
        let error = await predictionError { _ = try await ark.video() }
        #expect(error?.code == expected && error?.taskID == "cgt-1" && error?.isFinal == true)
    }

    @Test(arguments: ["cancelled", "expired"])
    func `a task that will never be done fails`(_ status: String) async throws {
        let ark = try ARKFixture([.state(status)])
        #expect(await predictionError { _ = try await ark.video() }?.code == .taskFailed)
    }

    @Test func `questions are repeated through failures`() async throws {
        let ark = try ARKFixture([
            .lost(.connectionLost), .refused("InternalServiceError", status: 500),
            .refused("ServerOverloaded", status: 429),
            .refused("TaskNotFound", status: 404), .succeeded, .fetched,
        ])
        _ = try await ark.video()
    }

    @Test func `a task that stays unknown is not given up while it must be there`() async throws {
        let ark = try ARKFixture(Array(repeating: .refused("TaskNotFound", status: 404), count: 3))
        #expect(await predictionError { _ = try await ark.video() }?.code == .taskFailed)
        let young = try ARKFixture(Array(repeating: .refused("TaskNotFound", status: 404), count: 3))
        let task = ARKTask(id: "cgt-1", model: "m1", submitted: young.time.now)
        let error = await predictionError { _ = try await young.api.video(of: task, as: "video", young.context) }
        #expect(error?.code == .outputUnavailable && error?.isFinal == false)
    }

    @Test func `a dead link is replaced`() async throws {
        let ark = try ARKFixture([.succeeded, .json("", status: 403), .succeeded, .fetched])
        _ = try await ark.video()
        #expect(ark.calls.count == 2)
    }

    @Test func `the last frame is fetched, too`() async throws {
        let answer = ScriptedTransport.Answer.json(
            #"{"id":"cgt-1","status":"succeeded","content":{"video_url":"https://v.test/v","last_frame_url":"https://v.test/f"}}"#
        )
        let ark = try ARKFixture([answer, .fetched, .json("png")])
        let made = try await ark.api.video(of: ARKFixture.task, as: "video", lastFrame: "frame", ark.context)
        #expect(made.lastFrame?.path?.hasSuffix("/frame.png") == true)
    }

    @Test(arguments: [
        ([ScriptedTransport.Answer.state("queued"), .json("{}")], PredictionError.Code.canceled, 1),
        ([.state("running")], .notCanceled, 0), ([.succeeded], .notCanceled, 0),
        ([.state("queued"), .refused("TaskRunningCannotCancel", status: 409)], .notCanceled, 1),
    ])
    func `only a queued task is canceled`(
        _ answers: [ScriptedTransport.Answer],
        _ expected: PredictionError.Code,
        _ deletions: Int
    ) async throws {
        let ark = try ARKFixture([.untilCanceled] + answers)
        let task = Task { try await ark.video() }
        while ark.transport.requests.isEmpty { await Task.yield() }
        task.cancel()
        let error = await predictionError { _ = try await task.value }
        #expect(error?.code == expected && error?.taskID == "cgt-1")
        #expect(ark.transport.requests.count { $0.method == "DELETE" } == deletions)
    }
}
