import ErrorReporting
import Foundation
import Hashing
import InferenceKit
import ModelInputs
import RunStore
import SQLiteRunStore
import Spending
import Synchronization
import TestSupport
import Testing

@testable import RunnerCore

/// A request with the model and inputs of a recorded run means that run.
struct ExistingRunTests {
    private let scene: PreparationScene
    private let driver: RunDriver

    init() async throws {
        scene = try await PreparationScene()
        driver = RunDriver(scene.store, environment: [:])
    }

    /// Records a request as a run, and ends it or stops it.
    private func record(_ request: PredictionRequest, _ ending: RunEnding?) async throws -> RunID {
        let creation = try await driver.record(scene.prepare(request))
        guard case .created(let lease) = creation else {
            Issue.record("the run is new")
            throw CancellationError()
        }
        if let ending { try await scene.store.end(ending, lease, at: Date()) }
        return lease.run
    }

    private static let failure = RunFailure(code: "interrupted", message: "interrupted", exitStatus: 130)

    private func success() throws -> RunEnding {
        let bytes = PreparationScene.wav(seconds: 1)
        let path = try scene.directory.write("done.wav", bytes)
        let file = RunFile(
            name: "sound",
            path: path,
            sizeBytes: Int64(bytes.count),
            sha256: try SHA256.digest(of: bytes).hex
        )
        return .succeeded(output: ["sound": ["path": .string(path)]], files: [file], price: .usd(0.2), log: [])
    }

    /// A way in which a run stands, and whether the same request means it.
    struct Standing: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var ending: RunEnding?
        var isOpen: Bool
    }

    @Test(arguments: [
        Standing(testDescription: "driven", ending: nil, isOpen: true),
        Standing(testDescription: "interrupted", ending: .interrupted(failure, log: []), isOpen: true),
        Standing(testDescription: "of unknown outcome", ending: .unknown(failure, log: []), isOpen: true),
        Standing(testDescription: "failed", ending: .failed(failure, log: []), isOpen: false),
        Standing(testDescription: "canceled", ending: .canceled(failure, log: []), isOpen: false),
    ]) func `an open run is meant, unless a new one is asked for`(_ standing: Standing) async throws {
        var request = try scene.request()
        let id = try await record(request, standing.ending)
        // Whoever continues a run is asked for consent then, if it is still needed.
        request.consent = .none
        request.output = "\(scene.directory.path)/elsewhere.wav"
        if standing.isOpen { #expect(try await scene.prepare(request).existing?.id == id) }
        request.consent = .given
        #expect(try await scene.prepare(request).existing?.id == (standing.isOpen ? id : nil))
        var again = request
        again.reuse = .never
        #expect(try await scene.prepare(again).existing == nil)
        var other = try scene.request("audio=\(scene.directory.path)/two.wav", "text=Bye")
        other.output = request.output
        #expect(try await scene.prepare(other).existing == nil)
        try scene.directory.write("models/talk/Inference.swift", "// changed")
        #expect(try await scene.prepare(request).existing == nil)
    }

    @Test func `a new run has to fit into the money of the day with all others`() async throws {
        var scene = self.scene
        // Each run costs $0.20 or less, and three do not fit.
        scene.environment["RUNNER_MAX_COST_PER_DAY"] = "0.5"
        var request = try scene.request()
        request.reuse = .never
        for _ in 0..<2 {
            guard case .created = try await driver.record(scene.prepare(request)) else { throw CancellationError() }
        }
        let third = try await scene.prepare(request)
        let error = await #expect(throws: RunStoreError.self) { try await driver.record(third) }
        #expect(error?.code == .overBudget)
        #expect(try await scene.store.count(RunFilter()) == 2)
    }

    @Test func `a run of another caller is not meant`() async throws {
        var request = try scene.request()
        request.inputs.set("audio", .bytes(PreparationScene.wav(seconds: 2)))
        request.caller = .remote("phone")
        let id = try await record(request, .interrupted(Self.failure, log: []))
        #expect(try await scene.prepare(request).existing?.id == id)
        request.caller = .remote("tablet")
        #expect(try await scene.prepare(request).existing == nil)
        request.caller = .local
        #expect(try await scene.prepare(request).existing == nil)
    }

    @Test func `a succeeded run is mentioned, or taken when that is asked for`() async throws {
        var request = try scene.request()
        let id = try await record(request, success())
        let asked = Mutex("")
        request.consent = .ask { question in
            asked.withLock { $0 = question.text }
            return true
        }
        let run = try await scene.prepare(request)
        #expect(run.existing == nil && run.earlier?.id == id && run.isConfirmed)
        #expect(
            asked.withLock { $0 }
                == "The run \(id.short) has succeeded with the same inputs; its result is free. Pay about $0.20?"
        )
        request.consent = .given
        #expect(try await scene.prepare(request).isConfirmed == false)
        request.reuse = .never
        #expect(try await scene.prepare(request).earlier == nil)
        request.reuse = .openOrSucceededRun
        request.consent = .none
        let reused = try await driver.start(scene.prepare(request)) { _ in }
        #expect(reused.run == id && reused.origin == .reused)
        #expect(reused.result?.paths == ["\(scene.directory.path)/out/talk.wav"])
        #expect(try scene.directory.names(in: "out") == ["keep", "talk.wav"])
        // A file that is not what it was answers nothing, wherever that is noticed.
        request.consent = .given
        request.output = "\(scene.directory.path)/other.wav"
        let before = try await scene.prepare(request)
        try scene.directory.write("done.wav", "cut")
        #expect(try await scene.prepare(request).existing == nil)
        let late = before.withoutExisting
        guard case .created = try await driver.record(late) else {
            Issue.record("the result is gone")
            return
        }
    }

    @Test func `a name means one run, and other content under it is an error`() async throws {
        var request = try scene.request()
        request.runName = "part-1"
        request.label = "film"
        request.consent = .given
        let id = try await record(request, success())
        #expect(try await scene.store.run(named: id.description).label == "film")
        for reuse in [RunReuse.never, .openRun, .openOrSucceededRun] {
            request.reuse = reuse
            #expect(try await scene.prepare(request).existing?.id == id)
        }
        var other = try scene.request("audio=\(scene.directory.path)/two.wav", "text=Bye")
        other.runName = "part-1"
        let error = await #expect(throws: RunStoreError.self) { try await scene.prepare(other) }
        #expect(error?.code == .nameTaken)
        other.runName = "part-2"
        #expect(try await scene.prepare(other).existing == nil)
    }

    @Test func `of many requests at the same time one makes the run`() async throws {
        var request = try scene.request()
        request.reuse = .openOrSucceededRun
        var prepared: [PreparedRun] = []
        for index in 0..<16 {
            request.output = "\(scene.directory.path)/\(index).wav"
            prepared.append(try await scene.prepare(request))
        }
        #expect(prepared.allSatisfy { $0.existing == nil })
        let made = try await withThrowingTaskGroup(of: (RunID, isNew: Bool).self) { [driver] group in
            for run in prepared {
                group.addTask {
                    switch try await driver.record(run) {
                    case .created(let lease): return (lease.run, true)
                    case .existing(let run): return (run.id, false)
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(made.count { $0.isNew } == 1)
        #expect(Set(made.map(\.0)).count == 1)
    }

    @Test func `a new run is announced by its name before it exists`() async throws {
        let request = try scene.request()
        let refused = await #expect(throws: RunStoreError.self) {
            try await driver.record(scene.prepare(request)) { id in
                _ = try await scene.store.run(named: id.description)
            }
        }
        #expect(refused?.code == .noSuchRun)
        #expect(try await scene.store.runs(RunFilter()).isEmpty)
        let announced = Mutex<RunID?>(nil)
        let creation = try await driver.record(scene.prepare(request)) { id in announced.withLock { $0 = id } }
        guard case .created(let lease) = creation else { throw CancellationError() }
        #expect(lease.run == announced.withLock(\.self))
    }
}

extension PreparedRun {
    /// The run as it would be, had the other one succeeded a moment later.
    fileprivate var withoutExisting: PreparedRun {
        var run = self
        run.existing = nil
        return run
    }
}
