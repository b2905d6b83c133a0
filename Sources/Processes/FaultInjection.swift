internal import Glibc
internal import Synchronization

/// Kills processes at a named point, so that tests of durability do not depend on luck.
///
/// `RUNNER_FAULT=POINT:VICTIM`, with the victim `runner`, `worker` or `both`; with `nobody`, both are suspended until they get `SIGCONT`.
/// `RUNNER_FAULT=trace` writes the name of every point that is reached to standard error.
package final class FaultInjection: Sendable {
    private let point: String
    private let killsWorker: Bool
    private let killsRunner: Bool
    private let suspends: Bool
    private let worker = Mutex<pid_t?>(nil)
    /// Whether both were suspended; the next attempt at the same step is left alone.
    private let wasSuspended = Mutex(false)

    /// Reads what to inject.
    ///
    /// Gives `nil` if there is nothing.
    ///
    /// - Parameter environment: The environment that may hold `RUNNER_FAULT`.
    package init?(environment: [String: String]) {
        guard let text = environment["RUNNER_FAULT"], !text.isEmpty else { return nil }
        let colon = text.lastIndex(of: ":") ?? text.endIndex
        let victim = text[colon...].dropFirst()
        point = String(text[..<colon])
        killsWorker = victim == "worker" || victim == "both"
        killsRunner = victim == "runner" || victim == "both"
        suspends = victim == "nobody"
    }

    /// Notes which process is the worker.
    ///
    /// - Parameter process: Its id, which is also that of its process group; `nil` if it has ended.
    package func note(worker process: Int32?) {
        worker.withLock { $0 = process }
    }

    /// Kills the victim if this is the point.
    ///
    /// - Parameter name: The name of the point that was reached.
    package func reach(named name: String) {
        if point == "trace" {
            let line = Array("fault point \(name)\n".utf8)
            _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        }
        guard name == point else { return }
        if suspends, !wasSuspended.withLock({ swapped(&$0) }) {
            if let process = worker.withLock({ $0 }) { kill(-process, SIGSTOP) }
            kill(getpid(), SIGSTOP)
        }
        if killsWorker, let process = worker.withLock({ $0 }) { kill(-process, SIGKILL) }
        if killsRunner { kill(getpid(), SIGKILL) }
    }
}

/// Sets a flag, and returns what it was.
private func swapped(_ flag: inout Bool) -> Bool {
    defer { flag = true }
    return flag
}
