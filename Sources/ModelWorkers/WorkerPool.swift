package import ModelSupply
internal import SystemPackage

/// The workers that wait for their next run, and those that have one.
///
/// A worker has one run at a time: a run that crashes, takes all memory or does not end costs no other run, and what one prints, sends and
/// writes is that run's alone. An actor since runs that begin and end, and time, all change who is free.
package actor WorkerPool {
    /// How a pool behaves.
    package struct Settings: Sendable, Hashable {
        /// How many workers may wait.
        package var mostIdle: Int
        /// How long a worker waits for work until it is stopped; none is kept with zero.
        package var patience: Duration
        /// The directory beside the store of runs in which the answers to paid requests wait.
        package var answers: String

        /// Creates settings; each parameter is the property of the same name.
        package init(mostIdle: Int, patience: Duration = .seconds(60), answers: String) {
            self.mostIdle = mostIdle
            self.patience = patience
            self.answers = answers
        }
    }

    private struct Idle {
        var worker: WarmWorker
        var since: ContinuousClock.Instant
    }

    private let settings: Settings
    private let starts = AsyncStream.makeStream(of: WarmWorker.self)
    /// Those that wait, the longest first.
    private var idle: [Idle] = []
    /// All that have started, to recognize the code that they have loaded.
    private var living: [WarmWorker] = []
    private var isStopping = false

    /// Creates a pool; no worker starts until it runs.
    ///
    /// - Parameter settings: How it behaves.
    package init(_ settings: Settings) {
        self.settings = settings
    }

    /// Runs workers until the pool is stopped and the last of them has ended.
    package func run() async {
        let starts = starts.stream
        let interval: Duration = settings.patience > .zero ? min(.seconds(1), settings.patience / 2) : .seconds(1)
        // Not a child of this task, which ends with the last worker and not with the clock.
        let clock = Task {
            while (try? await Task.sleep(for: interval)) != nil { retire() }
        }
        await withDiscardingTaskGroup { group in
            for await worker in starts {
                group.addTask {
                    await worker.live()
                    await self.remove(worker)
                }
            }
        }
        clock.cancel()
        await clock.value
    }

    /// Takes a worker for a run: one that waits, or a new one.
    ///
    /// - Parameter plan: What the run needs.
    /// - Returns: The run's turn; `nil` when there is no worker for it, so that it needs a process of its own.
    package func turn(_ plan: WorkerPlan) async -> WorkerTurn? {
        while let worker = take(plan) {
            if let turn = WorkerTurn(worker, of: self) { return turn }
            worker.stop()
        }
        guard !isStopping, settings.patience > .zero else { return nil }
        guard let worker = try? WarmWorker(plan, beside: settings.answers) else { return nil }
        starts.continuation.yield(worker)
        living.append(worker)
        guard await worker.hasStarted() else { return nil }
        let turn = WorkerTurn(worker, of: self)
        if turn == nil { worker.stop() }
        return turn
    }

    /// The code of a model that a worker has loaded, which need not be checked again while nothing about the model has changed.
    ///
    /// - Parameter model: The model.
    /// - Returns: The path of the code; `nil` when it has to be looked for.
    package nonisolated func library(of model: ModelDirectory) async -> String? {
        await library(of: model, ModelStamp(of: model.path))
    }

    private func library(of model: ModelDirectory, _ stamp: ModelStamp) -> String? {
        living.first { worker in
            worker.isAlive && worker.plan.model == model.path && worker.plan.stamp == stamp
                && worker.plan.manifest == model.manifestBytes
        }?.plan.library
    }

    /// How many workers wait.
    package var idleCount: Int { idle.count }

    /// Stops: workers that wait end now, others after their run.
    package func stop() {
        isStopping = true
        for entry in idle { entry.worker.stop() }
        idle.removeAll()
        starts.continuation.finish()
    }

    /// Lets a worker wait for its next run.
    func giveBack(_ worker: WarmWorker) {
        guard !isStopping, worker.isAlive, settings.mostIdle > 0 else { return worker.stop() }
        if idle.count >= settings.mostIdle { idle.removeFirst().worker.stop() }
        idle.append(Idle(worker: worker, since: .now))
    }

    private func take(_ plan: WorkerPlan) -> WarmWorker? {
        while let index = idle.lastIndex(where: { $0.worker.plan == plan }) {
            let worker = idle.remove(at: index).worker
            if worker.isAlive { return worker }
            worker.stop()
        }
        return nil
    }

    private func retire() {
        let oldest = ContinuousClock.now - settings.patience
        for entry in idle where entry.since <= oldest { entry.worker.stop() }
        idle.removeAll { $0.since <= oldest }
    }

    private func remove(_ worker: WarmWorker) {
        idle.removeAll { $0.worker === worker }
        living.removeAll { $0 === worker }
    }
}
