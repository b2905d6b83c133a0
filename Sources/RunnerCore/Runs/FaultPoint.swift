internal import FoundationEssentials
internal import Glibc
internal import InferenceKit
internal import Synchronization

/// A moment in a recorded run, or while a model is added, at which a test can kill a process.
///
/// These are all such moments: nothing that happens between two of them outlives the processes.
enum FaultPoint: Sendable, Hashable, CustomStringConvertible {
    /// The run is recorded, and nothing else has happened.
    case afterCreate
    /// The worker has reported on a step: `before-record:submit:began`.
    case beforeRecord(StepRecord)
    /// The report is on disk, and the worker does not know it yet: `after-record:submit:began`.
    case afterRecord(StepRecord)
    /// The output files are complete, and the record does not say so yet.
    case beforeCompleting
    /// The record holds the final names of the files, and they still have their partial names.
    case afterCompleting
    /// A file has its final name and its partial name.
    case afterLink
    /// All files have their final names only, and the run has not ended.
    case beforeEnd
    /// The end is recorded, and the user does not know it yet.
    case afterEnd

    /// The lock names a model that is about to be added and does not exist yet.
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

/// Kills processes at a fault point, so that tests of durability do not depend on chance.
///
/// `RUNNER_FAULT=POINT:VICTIM`, with the victim `runner`, `worker` or `both`; `RUNNER_FAULT=trace` writes the name of every
/// point that is reached to standard error.
final class FaultInjection: Sendable {
    private let point: String
    private let killsWorker: Bool
    private let killsRunner: Bool
    private let worker = Mutex<pid_t?>(nil)

    /// - Parameter environment: Holds `RUNNER_FAULT`; without it there is nothing to inject.
    init?(environment: [String: String]) {
        guard let text = environment["RUNNER_FAULT"], !text.isEmpty else { return nil }
        let colon = text.lastIndex(of: ":") ?? text.endIndex
        let victim = text[colon...].dropFirst()
        point = String(text[..<colon])
        killsWorker = victim == "worker" || victim == "both"
        killsRunner = victim == "runner" || victim == "both"
    }

    /// Notes the worker, which leads its own process group, or that it has ended.
    func note(worker process: pid_t?) {
        worker.withLock { $0 = process }
    }

    /// Kills the victims of this fault point.
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
