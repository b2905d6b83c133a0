internal import FoundationEssentials
internal import Glibc
internal import InferenceKit
internal import Synchronization

/// A moment in a recorded run, or while a model is added, at which a test can kill a process: all there are.
///
/// Between two of them nothing happens that outlives the processes.
enum FaultPoint: Sendable, Hashable, CustomStringConvertible {
    /// The run is recorded, and nothing was done.
    case afterCreate
    /// The worker has said where a step stands; `before-record:submit:began`.
    case beforeRecord(StepRecord)
    /// That is on disk, and the worker does not know it; `after-record:submit:began`.
    case afterRecord(StepRecord)
    /// The output files are whole, and the record does not say so.
    case beforeCompleting
    /// The record says what the files will be called, and they still have their partial names.
    case afterCompleting
    /// A file has its name, and its partial name as well.
    case afterLink
    /// All files have their names only, and the run has not ended.
    case beforeEnd
    /// The end is recorded, and the user does not know it.
    case afterEnd

    /// The lock names a model that is about to be added, and it is not there yet.
    case afterLock

    /// The name in `RUNNER_FAULT`.
    var description: String {
        switch self {
        case .afterCreate: "after-create"
        case .beforeRecord(let step): "before-record:\(step.name):\(step.phase.rawValue)"
        case .afterRecord(let step): "after-record:\(step.name):\(step.phase.rawValue)"
        case .beforeCompleting: "before-completing"
        case .afterCompleting: "after-completing"
        case .afterLink: "after-link"
        case .beforeEnd: "before-end"
        case .afterEnd: "after-end"
        case .afterLock: "after-lock"
        }
    }
}

/// Kills processes at a fault point, so that tests of durability are driven and not left to luck.
///
/// `RUNNER_FAULT=POINT:VICTIM`, with the victim `runner`, `worker` or `both`; `RUNNER_FAULT=trace` writes the name of every
/// point that is reached to standard error.
final class FaultInjection: Sendable {
    private let point: String
    private let killsWorker: Bool
    private let killsRunner: Bool
    private let worker = Mutex<pid_t?>(nil)

    /// - Parameter environment: Where `RUNNER_FAULT` is looked up; without it there is nothing to inject.
    init?(environment: [String: String]) {
        guard let text = environment["RUNNER_FAULT"], !text.isEmpty else { return nil }
        let colon = text.lastIndex(of: ":") ?? text.endIndex
        let victim = text[colon...].dropFirst()
        point = String(text[..<colon])
        killsWorker = victim == "worker" || victim == "both"
        killsRunner = victim == "runner" || victim == "both"
    }

    /// Notes the worker, which leads a process group of its own, or that it is gone.
    func note(worker process: pid_t?) {
        worker.withLock { $0 = process }
    }

    /// Kills whoever is to be killed here.
    func reach(_ reached: FaultPoint) {
        if point == "trace" {
            let line = Array("fault point \(reached)\n".utf8)
            _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        }
        guard reached.description == point else { return }
        if killsWorker, let process = worker.withLock({ $0 }) { kill(-process, SIGKILL) }
        if killsRunner { kill(getpid(), SIGKILL) }
    }
}
