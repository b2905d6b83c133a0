import Foundation
import InferenceKit
import ModelInputs
import ModelSupply
import RunStore
import SQLiteRunStore
import Spending
import TestSupport

@testable import RunQueue
@testable import RunnerCore

/// A registry with one model, and a queue that takes its enqueued runs.
struct QueueScene: Sendable {
    let directory: TestDirectory
    let store: any RunDatabase & ServerDatabase
    var environment = ["TALK_KEY": "s3cret", "RUNNER_STAGING": "http://127.0.0.1:9/uploads"]

    init() async throws {
        directory = try TestDirectory()
        store = try await SQLiteRunDatabase(path: "\(directory.path)/runs.sqlite", redactor: Redactor())
        try directory.write(
            "models/talk/inf.yml",
            """
            namespace: test
            name: talk
            description: Talks.
            category: audio
            kernel: swift-6
            secrets:
                - {key: TALK_KEY, description: A key of the test.}
            resources: {gpu: {count: 0, vram: 0, type: none}, ram: 1}
            inputs:
                text: {type: string}
            outputs:
                sound: {type: audio, formats: [wav]}
            pricing: {usd_per_run: 0.10}

            """
        )
        try directory.write("models/talk/Inference.swift", "// never compiled")
        try directory.write("out/keep", "")
    }

    var registry: Registry { Registry(roots: ["\(directory.path)/models"]) }

    /// Records an enqueued run.
    func enqueue(_ text: String = "Hello", change: (inout Run) -> Void = { _ in }) async throws -> RunID {
        var given = GivenInputs()
        try given.add(argument: "text=\(text)")
        var request = PredictionRequest(model: .named("talk"), inputs: given)
        request.service = .service(endpoint: "http://127.0.0.1:9")
        request.output = "\(directory.path)/out/"
        request.consent = .given
        request.isEnqueued = true
        let installation = Installation(environment: environment)
        let prepared = try await Preparation(registry: registry, installation: installation, store: store)
            .prepare(request)
        guard let identity = prepared.identity else { throw QueueError.stopping }
        var run = Run(prepared, identity, at: Date())
        change(&run)
        try await store.release(try await store.create(run, owner: .current, budget: nil))
        return run.id
    }

    /// How the queue takes runs.
    var claims: ClaimSettings {
        let registry = registry
        return ClaimSettings(models: { ClaimedModels(registry, names: []) }, limits: ServiceLimits())
    }

    /// A queue like that of `runner work`.
    func queue(observer: (any RunObserver)? = nil) -> RunQueue {
        var settings = QueueSettings(concurrency: 2, length: 0)
        settings.claims = claims
        settings.presence = FleetPresence(kind: .work, version: "1")
        return RunQueue(
            store: store,
            installation: Installation(environment: environment),
            settings: settings,
            observer: observer
        )
    }

    /// Lets a queue work until something is so.
    func work(
        observer: (any RunObserver)? = nil,
        until isSo: @escaping @Sendable () async throws -> Bool
    ) async throws {
        let queue = queue(observer: observer)
        async let working: Void = queue.run()
        let end = ContinuousClock.now + .seconds(30)
        while try await !isSo(), ContinuousClock.now < end { await Task.yield() }
        await queue.stop(within: .seconds(1), waitsForEnds: false)
        await working
    }

    func run(_ id: RunID) async throws -> Run { try await store.run(named: id.description) }
}
