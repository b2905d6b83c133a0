import Glibc

/// Works on the tasks of a service, a few at a time.
struct TaskWorker<Request: Sendable>: Sendable {
    /// The tasks.
    let queue: TaskQueue<Request>

    /// Where the results are logged.
    let log: RequestLog

    /// Makes the video of a task; throws ``UnusableInput``, ``EmulatorError`` or `CancellationError`.
    let makeVideo: @Sendable (_ id: String, Request) async throws -> MadeVideo

    /// Works until it is canceled.
    func run() async {
        let limit = max(1, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await id in queue.submissions {
                if running >= limit {
                    await group.next()
                    running -= 1
                }
                group.addTask { await work(on: id) }
                running += 1
            }
            group.cancelAll()
        }
    }

    /// Works on one task until it is done, or until the client cancels it.
    private func work(on id: String) async {
        guard let job = await queue.startWork(on: id) else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await carryOut(job) }
            group.addTask { for await _ in job.cancellation {} }
            await group.next()
            group.cancelAll()
        }
    }

    private func carryOut(_ job: TaskQueue<Request>.Job) async {
        do {
            await queue.finish(job.id, try await makeVideo(job.id, job.request))
        } catch is CancellationError {
            log.write("task \(job.id) was canceled")
        } catch let input as UnusableInput {
            log.write("task \(job.id) was refused: \(input.reason)")
            await queue.finish(job.id, .failed(.input(input)))
        } catch {
            guard !Task.isCancelled else { return }
            log.write("task \(job.id) failed: \(error)")
            await queue.finish(job.id, .failed(.emulator("\(error)")))
        }
    }
}
