import Foundation
import InferenceKit
import ModelSupply
import TestSupport
import Testing
import WorkerProtocol

@testable import ModelWorkers

/// Which process serves the next run.
@Suite(.timeLimit(.minutes(5)))
struct WorkerPoolTests {
    private let models: TestModels
    private let installation = Installation(environment: baseEnvironment)

    init() throws { models = try TestModels() }

    private func plan(_ environment: [String: String] = [:]) async throws -> WorkerPlan {
        let path = models.path("echo")
        if !FileManager.default.fileExists(atPath: path) {
            try models.write("echo", predict: #"return Output(greeting: "\(input.name)!")"#)
        }
        let model = try Registry.model(at: path)
        let library = try await ModelLibraries(installation).library(of: model)
        return WorkerPlan(
            model: model,
            library: library,
            environment: environment,
            settings: WorkerSettings(),
            installation
        )
    }

    /// Works with a pool, and waits until all its workers have ended.
    private func withPool(
        mostIdle: Int = 4,
        patience: Duration = .seconds(60),
        _ body: (WorkerPool) async throws -> Void
    ) async throws {
        let answers = "\(models.directory.path)/answers"
        let pool = WorkerPool(.init(mostIdle: mostIdle, patience: patience, answers: answers))
        async let running: Void = pool.run()
        do {
            try await body(pool)
        } catch {
            await pool.stop()
            throw error
        }
        await pool.stop()
        await running
        #expect(!FileManager.default.fileExists(atPath: answers), "directories of workers are left")
    }

    /// Predicts in a turn, and gives its end.
    private func predict(_ turn: WorkerTurn, isReusable: Bool = true) async throws -> WorkerEvent? {
        let request = try #require(
            turn.adopt(
                WorkerRequest(
                    run: "1",
                    input: ["name": "Ada"],
                    outputPaths: [:],
                    scratchDirectory: turn.scratch,
                    timeoutSeconds: 60
                )
            )
        )
        let feed = turn.feed(take: { $0 as WorkerEvent? }, end: { _ in nil })
        if turn.begin() { feed.add(.ready) }
        var last: WorkerEvent?
        for await event in feed {
            if event == .ready { try turn.send(.predict(request)) }
            last = event
            if case .finished = event { break }
        }
        feed.close()
        _ = await turn.end(isReusable: isReusable)
        await turn.close()
        return last
    }

    @Test func `the next run has the same process, unless something that is fixed at its start differs`() async throws {
        let plan = try await plan()
        let other = try await self.plan(["MODE": "other"])
        try await withPool { pool in
            var processes: [Int32] = []
            for plan in [plan, plan, other, plan, other] {
                let turn = try #require(await pool.turn(plan))
                guard case .finished(_, let output) = try await predict(turn) else {
                    Issue.record("no result")
                    return
                }
                #expect(output == ["greeting": "Ada!"])
                processes.append(turn.process)
            }
            #expect(processes[0] == processes[1] && processes[1] == processes[3])
            #expect(processes[2] == processes[4] && processes[2] != processes[0])
            #expect(await pool.idleCount == 2)
            let model = try Registry.model(at: models.path("echo"))
            #expect(await pool.library(of: model) == plan.library)
            try models.directory.write("runner.lock", "")
            #expect(await pool.library(of: model) == nil, "the lock has changed")
        }
    }

    @Test func `runs at the same time have a process each, and no more wait than may`() async throws {
        let plan = try await plan()
        try await withPool(mostIdle: 1) { pool in
            let first = try #require(await pool.turn(plan))
            let second = try #require(await pool.turn(plan))
            #expect(first.process != second.process)
            _ = try await predict(first)
            _ = try await predict(second)
            #expect(await pool.idleCount == 1)
            let third = try #require(await pool.turn(plan))
            #expect(third.process == second.process)
            await third.close()
        }
    }

    @Test func `a worker whose run did not end on its own is killed, and so is one that has died replaced`()
        async throws
    {
        let plan = try await plan()
        try await withPool { pool in
            let first = try #require(await pool.turn(plan))
            _ = try await predict(first, isReusable: false)
            #expect(kill(first.process, 0) != 0)
            let second = try #require(await pool.turn(plan))
            #expect(second.process != first.process)
            _ = try await predict(second)
            kill(second.process, SIGKILL)
            while await pool.idleCount > 0 { await Task.yield() }
            let third = try #require(await pool.turn(plan))
            #expect(third.process != second.process)
            _ = try await predict(third)
        }
    }

    @Test func `a changed file of the model's directory needs another process`() async throws {
        let first = try await plan()
        #expect(try await plan() == first)
        try models.directory.write("echo/weights.bin", "1")
        #expect(try await plan() != first)
    }

    @Test func `a worker that waits too long is stopped, and a pool without patience has none`() async throws {
        let plan = try await plan()
        try await withPool(patience: .milliseconds(20)) { pool in
            let turn = try #require(await pool.turn(plan))
            _ = try await predict(turn)
            while await pool.idleCount > 0 { await Task.yield() }
        }
        let pool = WorkerPool(.init(mostIdle: 1, patience: .zero, answers: models.directory.path))
        #expect(await pool.turn(plan) == nil)
    }
}
