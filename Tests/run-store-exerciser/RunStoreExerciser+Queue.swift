import Foundation
import RunStore

/// What is measured about enqueued runs.
extension RunStoreExerciser {
    /// Records enqueued runs, eight at a time.
    static func enqueue(_ path: String, count: Int) async throws {
        let database = try await store(path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for part in 0..<8 {
                group.addTask {
                    for _ in stride(from: part, to: count, by: 8) { try await enqueueOne(database) }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Takes enqueued runs, one at a time, until none is left, and says how many it took in how many seconds.
    static func drain(_ path: String) async throws {
        let database = try await store(path)
        let claim = RunClaim(modelKeys: [Run.exercise.model.key], count: 1)
        say("ready")
        _ = readLine()
        let start = ContinuousClock.now
        var count = 0
        while try await !database.claim(claim, for: .current, at: Date()).isEmpty { count += 1 }
        say("\(count) \((ContinuousClock.now - start) / .seconds(1))")
    }

    /// Says how many milliseconds pass between the end of the call that enqueues a run and the end of the one that takes it.
    ///
    /// The runs come one at a time, at random moments, through connections of their own.
    static func pickUp(_ path: String, count: Int, listens: Bool) async throws {
        let (database, other) = (try await store(path), try await store(path))
        let (wakeUps, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let listener = Task {
            guard listens else { return }
            for await _ in database.hints() { wake.yield() }
        }
        let clock = Task {
            // As 'runner work' asks when it hears nothing.
            while (try? await Task.sleep(for: .seconds(1) * Double.random(in: 0.5..<1.5))) != nil { wake.yield() }
        }
        let (taken, took) = AsyncStream.makeStream(of: ContinuousClock.Instant.self)
        let worker = Task {
            let claim = RunClaim(modelKeys: [Run.exercise.model.key], count: 9)
            for await _ in wakeUps {
                for _ in try await database.claim(claim, for: .current, at: Date()) { took.yield(.now) }
            }
        }
        try await Task.sleep(for: .milliseconds(500))
        var answers = taken.makeAsyncIterator()
        for _ in 0..<count {
            try await enqueueOne(other)
            let enqueued = ContinuousClock.now
            guard let end = await answers.next() else { break }
            print((end - enqueued) / .milliseconds(1))
            try await Task.sleep(for: .milliseconds(Int.random(in: 1...60)))
        }
        for task in [listener, clock] { task.cancel() }
        worker.cancel()
    }

    private static func enqueueOne(_ database: any RunDatabase) async throws {
        var run = Run.exercise
        run.isEnqueued = true
        let lease = try await database.create(run, owner: .current, budget: nil)
        try await database.release(lease)
    }
}
