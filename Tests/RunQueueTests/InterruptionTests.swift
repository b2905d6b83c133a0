import Foundation
import InferenceKit
import RunStore
import TestSupport
import Testing

@testable import RunQueue

/// What a queue does about enqueued runs that cannot be driven now.
struct InterruptionTests {
    /// Lets a run be at fault as often as it may.
    private func wear(_ id: RunID, _ scene: QueueScene) async throws {
        for _ in 0..<RestRules.mostFaults {
            let lease = try await scene.store.acquire(id, for: .current, at: Date())
            let failure = RunFailure(code: "worker-killed", message: "the model crashed", exitStatus: 70)
            try await scene.store.rest(
                lease,
                RunRest(.zero, after: failure, counts: true),
                at: Date(timeIntervalSince1970: 1)
            )
            try await scene.store.release(lease)
        }
    }

    @Test func `a store of files that is away ends no run, however often a run is tried`() async throws {
        var scene = try await QueueScene()
        let id = try await scene.enqueue {
            let hash = String(repeating: "a", count: 64)
            $0.input.files = [RunFile(name: "text", path: "/nowhere/at.all", sizeBytes: 1, sha256: hash)]
        }
        try await wear(id, scene)
        try scene.directory.write("not-a-directory", "")
        scene.environment["RUNNER_FILES"] = "\(scene.directory.path)/not-a-directory/files"
        let (store, start) = (scene.store, Date())
        try await scene.work { try await store.run(named: id.description).restsUntil.map { $0 > start } ?? false }
        let run = try await scene.run(id)
        #expect(run.status == .queued && run.interruptions == RestRules.mostFaults, "\(run.failure?.message ?? "")")
        #expect(run.failure.map { RestRules.cause(of: $0.code) } == .surroundings, "\(run.failure?.code ?? "")")
    }

    @Test func `a run that is at fault again and again ends as failed, with the reason`() async throws {
        let scene = try await QueueScene()
        let id = try await scene.enqueue {
            $0.input.files = [RunFile(name: "text", path: "/nowhere/at.all", sizeBytes: 1, sha256: "abc")]
        }
        try await wear(id, scene)
        let store = scene.store
        try await scene.work { try await store.run(named: id.description).status.isTerminal }
        let run = try await scene.run(id)
        #expect(run.status == .failed && run.failure?.code == "invalid-input")
        #expect(run.failure?.message.contains("/nowhere/at.all") == true, "\(run.failure?.message ?? "")")
    }

    @Test func `a run waits while the server that accepted it allows no more`() async throws {
        let scene = try await QueueScene()
        let id = try await scene.enqueue { ($0.caller, $0.serverLimit) = ("anonymous", 0.05) }
        let other = try await scene.enqueue("two") { ($0.caller, $0.serverLimit) = ("anonymous", 5) }
        let store = scene.store
        try await scene.work {
            let both = [try await store.run(named: id.description), try await store.run(named: other.description)]
            return both.allSatisfy { $0.failure != nil }
        }
        let run = try await scene.run(id)
        #expect(run.failure?.code == "over-budget" && run.restsUntil != nil, "\(run.failure?.message ?? "")")
        #expect(run.serverLimit == 0.05)
        // This one fails only because its model does not compile.
        #expect(try await scene.run(other).failure?.code != "over-budget")
    }

    @Test func `a run that was accepted for another endpoint is left to other machines`() async throws {
        var scene = try await QueueScene()
        let manifest = "models/talk/inf.yml"
        let text = try TestDirectory.text("\(scene.directory.path)/\(manifest)")
        try scene.directory.write(manifest, text + "service: talking\nhosts: [talking.example]\n")
        let there = try await scene.enqueue { $0.service.endpoint = "http://127.0.0.1:10" }
        let here = try await scene.enqueue("two")
        scene.environment["TALKING_ENDPOINT"] = "http://127.0.0.1:9"
        let store = scene.store
        try await scene.work { try await store.run(named: here.description).failure != nil }
        let run = try await scene.run(there)
        #expect(run.failure == nil && run.status == .queued && run.restsUntil == nil, "\(run.failure?.message ?? "")")
    }

    @Test func `a run that costs too much here does not keep others of its model from being tried`() async throws {
        let scene = try await QueueScene()
        let first = try await scene.enqueue("one")
        var strict = scene
        strict.environment["RUNNER_MAX_COST_PER_DAY"] = "0.01"
        let second = try await scene.enqueue("two")
        let store = scene.store
        try await strict.work {
            let both = [try await store.run(named: first.description), try await store.run(named: second.description)]
            return both.allSatisfy { $0.restsUntil != nil }
        }
        for id in [first, second] {
            let run = try await scene.run(id)
            #expect(run.failure?.code == "over-budget" && run.status == .queued && run.interruptions == 0)
        }
    }

    @Test func `the daily limit of a token is checked again before its caller's run is paid for`() async throws {
        let scene = try await QueueScene()
        let token = AccessToken(
            id: "a",
            name: "ada",
            hash: String(repeating: "0", count: 64),
            maxCostPerDay: 0.05,
            created: Date()
        )
        try await scene.store.add(token)
        let id = try await scene.enqueue { $0.caller = "ada" }
        let store = scene.store
        try await scene.work { try await store.run(named: id.description).restsUntil != nil }
        let run = try await scene.run(id)
        #expect(run.failure?.code == "over-budget" && run.status == .queued, "\(run.failure?.message ?? "")")
    }
}
