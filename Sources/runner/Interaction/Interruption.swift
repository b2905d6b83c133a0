import Dispatch
import ErrorReporting
import Glibc
import Presentation
import RunnerCore
import Synchronization

/// Turns Ctrl-C and SIGTERM into requests to stop a run.
enum Interruption {
    /// Runs work while signals are watched, and redraws the live line once a second.
    ///
    /// The first signal stops waiting, or cancels the run; the second stops at once. The program ends on the third, or a few seconds
    /// after the second, even if something hangs. The worker of a submission under way outlives it, and keeps the answer.
    ///
    /// - Parameters:
    ///   - cancels: Whether the first signal cancels the task at the service.
    ///   - reporter: Where messages go.
    ///   - body: The work.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    static func watched<Result>(
        cancels: Bool,
        reporter: some InterruptionListener,
        _ body: (StopSignal) async throws -> Result
    ) async throws -> Result {
        let stop = StopSignal()
        let count = Mutex(0)
        let queue = DispatchQueue(label: "signals")
        let sources = signals(queue) {
            let number = count.withLock { count in
                count += 1
                return count
            }
            if number > 2 {
                end()
            } else if number == 2 {
                stop.send(.stopNow)
                queue.asyncAfter(deadline: .now() + patience) { end() }
            } else if cancels {
                reporter.insist("canceling; press Ctrl-C again to stop without waiting for that")
                stop.send(.cancel)
            } else {
                stop.send(.stop)
            }
        }
        let timer = ticks(of: reporter, queue)
        defer {
            timer.cancel()
            restore(sources)
        }
        return try await body(stop)
    }

    /// Runs work that Ctrl-C, SIGTERM and SIGHUP cancel, so that it can clean up; a second signal ends the program immediately.
    ///
    /// - Parameters:
    ///   - reporter: The reporter whose live line is redrawn every second; `nil` if there is none.
    ///   - body: The work.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    static func canceling<Result: Sendable>(
        _ reporter: ProgressReporter? = nil,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        // The work starts once it can be stopped.
        let (watching, isWatching) = AsyncStream.makeStream(of: Never.self)
        let work = Task {
            for await _ in watching {}
            return try await body()
        }
        let queue = DispatchQueue(label: "signals")
        let sources = signals(queue) {
            if work.isCancelled { end() }
            work.cancel()
        }
        isWatching.finish()
        let timer = reporter.map { ticks(of: $0, queue) }
        defer {
            timer?.cancel()
            restore(sources)
        }
        return try await work.value
    }

    /// How long a run may take to stop after the second signal; it records its state.
    private static let patience = DispatchTimeInterval.seconds(5)

    /// Ends the program wherever it is.
    private static func end() -> Never {
        _exit(ExitStatus.interrupted.rawValue)
    }

    private static func ticks(of reporter: some InterruptionListener, _ queue: DispatchQueue) -> any DispatchSourceTimer
    {
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(deadline: .now() + 1, repeating: 1)
        timer.setEventHandler { reporter.tick() }
        timer.activate()
        return timer
    }

    /// Restores the default handling of signals.
    private static func restore(_ sources: [any DispatchSourceSignal]) {
        // A source that is still being canceled takes the signals of the next one, and loses them.
        let cancellations = DispatchGroup()
        for source in sources {
            cancellations.enter()
            source.setCancelHandler { cancellations.leave() }
            source.cancel()
        }
        cancellations.wait()
        for source in sources { signal(Int32(source.handle), SIG_DFL) }
    }

    /// Starts watching signals; they are watched once it returns.
    private static func signals(
        _ queue: DispatchQueue,
        _ handler: @escaping @Sendable () -> Void
    ) -> [any DispatchSourceSignal] {
        // A source is registered some time after it is activated; until then its signal would be ignored.
        let registrations = DispatchGroup()
        defer { registrations.wait() }
        return [SIGINT, SIGTERM, SIGHUP].compactMap { number -> (any DispatchSourceSignal)? in
            // A signal ignored at start, as with nohup, stays ignored.
            if unsafeBitCast(signal(number, SIG_IGN), to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
                return nil
            }
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler(handler: handler)
            registrations.enter()
            source.setRegistrationHandler { registrations.leave() }
            source.activate()
            return source
        }
    }
}
