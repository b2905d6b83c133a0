internal import Glibc
internal import Subprocess

/// How the process of a model ended, in words.
struct ProcessEnd: Sendable {
    /// What the system says; `nil` when that could not be found out.
    let status: TerminationStatus?

    /// Whether somebody else ended the process: no fault of the model.
    var isKilled: Bool {
        switch status {
        case .signaled(SIGKILL), .signaled(SIGTERM): true
        default: false
        }
    }

    /// What the model did, as a sentence goes on after its name.
    ///
    /// - Parameter moment: When that was, such as `while it was set up`; by default while it predicted.
    /// - Returns: A part of a sentence.
    func cause(_ moment: String? = nil) -> String {
        let when = moment.map { " \($0)" } ?? ""
        return switch status {
        case .exited(let code): "ended its process with exit code \(code) \(moment ?? "before it had a result")"
        case .signaled(let signal): "\(isKilled ? "was killed" : "crashed")\(when): \(signalName(signal))"
        case nil: "ended \(moment ?? "without a result")"
        }
    }
}

private func signalName(_ signal: Int32) -> String {
    let trap = "(a trap such as fatalError, a failed precondition, an index out of range or an overflow)"
    let names: [Int32: String] = [
        SIGILL: "SIGILL \(trap)",
        SIGTRAP: "SIGTRAP \(trap)",
        SIGSEGV: "SIGSEGV (access to memory that is not there, or endless recursion)",
        SIGBUS: "SIGBUS (access to memory that is not there)",
        SIGABRT: "SIGABRT (abort was called)",
        SIGFPE: "SIGFPE (a division by zero)",
        SIGKILL: "SIGKILL (stopped from outside; perhaps the machine ran out of memory)",
        SIGTERM: "SIGTERM (stopped from outside)",
    ]
    return names[signal] ?? "signal \(signal)"
}
