import Foundation
import Glibc
import InferenceKit
import TestSupport
import Testing

/// A run of a model of the ARK API that is killed anywhere continues with its task; nothing is created twice.
///
/// The service is a stand-in that shares no code with the emulator. Each point is tried with one victim here, those of the creation with
/// all three, and every point with all three with `DURABILITY=full`.
struct ARKDurabilityTests {
    private static let isFull = ProcessInfo.processInfo.environment["DURABILITY"] == "full"
    private static let victims = ["runner", "worker", "both"]

    /// A model, and what its creation is called.
    enum Model: String, CaseIterable, Sendable {
        case video = "create"
        case image = "images"

        var step: String { self == .video ? "submit" : "generate" }

        func predict(
            _ scene: ARKScene,
            fault: String? = nil,
            whileRunning: @escaping @Sendable (Int32) async throws -> Void = { _ in }
        ) async throws -> ProgramRun {
            let environment = fault.map { ["RUNNER_FAULT": $0] } ?? [:]
            return switch self {
            case .video: try await scene.predictVideo(environment: environment, whileRunning: whileRunning)
            case .image: try await scene.predictImage(environment: environment, whileRunning: whileRunning)
            }
        }
    }

    @Test(arguments: Model.allCases) func `a run that is killed at any point of its record is paid once`(
        _ model: Model
    ) async throws {
        let whole = try ARKScene(environment: try ARKStandIn.account().environment)
        let trace = try await model.predict(whole, fault: "trace")
        try #require(trace.status == 0, "\(trace.summary)")
        let points = trace.errors.split(separator: "\n").filter { $0.hasPrefix("fault point ") }
            .map { String($0.dropFirst("fault point ".count)) }
        // Were the points not reported, nothing would be tried.
        let steps = try await whole.record()["steps"]?.array ?? []
        #expect(points.count == 4 * steps.count + 6, "\(points)")

        let cases = points.enumerated().flatMap { index, point in
            let some = Self.isFull || point.contains(":\(model.step):") ? Self.victims : [Self.victims[index % 3]]
            return some.map { (point: point, victim: $0) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, row) in cases.enumerated() {
                if index >= 3 { try await group.next() }
                group.addTask { try await kill(row.victim, at: row.point, model) }
            }
            try await group.waitForAll()
        }
    }

    private func kill(_ victim: String, at point: String, _ model: Model) async throws {
        let account = try ARKStandIn.account()
        let scene = try ARKScene(environment: account.environment)
        let killed = try await model.predict(scene, fault: "\(point):\(victim)")
        let comment = Comment(rawValue: "\(point):\(victim): \(killed.summary)\(account.events())")
        if victim != "worker" { #expect(killed.status == 137, comment) }
        // The intent to create is recorded, and nothing was sent: whether it was, nobody can know.
        let isOpen =
            point == "after-record:\(model.step):began"
            || (point == "before-record:\(model.step):began" && victim == "worker")
        let resumed = try await scene.resume()
        let after = Comment(rawValue: "\(point):\(victim): \(resumed.summary)\(account.events())")
        #expect(resumed.status == (isOpen ? 76 : 0), after)
        #expect(account.count("received \(model.rawValue)") == (isOpen ? 0 : 1), after)
        #expect(try scene.files().count == (isOpen ? 0 : 1), after)
        if let task = account.tasks().first { #expect(try await scene.record()["task_id"]?.string == task, after) }
    }

    /// A moment at the service, and how the run ends when it is resumed.
    struct Moment: Sendable {
        var model: Model
        var fault: String
        var event: String
        var victims: [String] = ARKDurabilityTests.victims
        /// What must have happened before the run is resumed.
        var before: String?
        var status: Int32 = 0
    }

    // A worker whose runner was killed waits for the answer to a creation, so it gets one.
    static let moments = [
        Moment(
            model: .video,
            fault: "create hold",
            event: "held create",
            victims: ["worker", "both"],
            before: "accepted create"
        ),
        Moment(model: .video, fault: "create silence", event: "accepted create", victims: ["worker", "both"]),
        Moment(model: .video, fault: "create slow 0.7", event: "accepted create"),
        Moment(model: .video, fault: "get hold", event: "get"),
        Moment(model: .video, fault: "video stall", event: "stalled"),
        Moment(model: .image, fault: "images slow 0.7", event: "accepted images", victims: ["runner"]),
        Moment(
            model: .image,
            fault: "images silence",
            event: "accepted images",
            victims: ["worker", "both"],
            status: 76
        ),
        Moment(model: .image, fault: "picture stall", event: "stalled"),
    ]

    @Test(arguments: moments) func `a run that is killed while the service works is paid once`(
        _ moment: Moment
    ) async throws {
        for victim in moment.victims {
            let account = try ARKStandIn.account([moment.fault])
            let scene = try ARKScene(environment: account.environment)
            let killed = try await moment.model.predict(scene) { process in
                try await account.wait(for: moment.event)
                let workers = try children(of: process)
                if victim != "worker" { Glibc.kill(process, SIGKILL) }
                if victim != "runner" { for worker in workers { Glibc.kill(worker, SIGKILL) } }
            }
            if victim != "worker" { #expect(killed.status == 137, "\(victim): \(killed.summary)") }
            if let event = moment.before { try await account.wait(for: event) }
            let resumed = try await scene.resume()
            let comment = Comment(rawValue: "\(victim): \(killed.summary)\(resumed.summary)\(account.events())")
            #expect(resumed.status == moment.status, comment)
            #expect(account.count("received \(moment.model.rawValue)") == 1, comment)
            #expect(try scene.files().filter { !$0.hasPrefix(".") }.count == (moment.status == 0 ? 1 : 0), comment)
            let task = try await scene.record()["task_id"]?.string
            #expect(task == account.tasks().first, comment)
        }
    }

    @Test func `a task whose id the user knows is continued without another creation`() async throws {
        // The list does not show the task, so it cannot be found.
        let account = try ARKStandIn.account(["create lose", #"list raw {"total":0,"items":[]} *always"#])
        let scene = try ARKScene(environment: account.environment)
        #expect(try await scene.predictVideo().status == 76)
        let task = try #require(account.tasks().first)
        let resumed = try await scene.runner(["runs", "resume", try await scene.id(), "--task", task])
        #expect(resumed.status == 0, "\(resumed.summary)")
        #expect(try scene.files() == ["seedance-1-5-pro-video.mp4"])
        #expect(account.count("received create") == 1)
    }
}
