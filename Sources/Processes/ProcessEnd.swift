internal import Glibc
internal import Subprocess

/// How a process ended.
package enum ProcessEnd: Sendable, Hashable {
    /// The process exited with this code.
    case exited(Int32)
    /// This signal ended the process.
    case signaled(Int32)
    /// The system did not say.
    case unknown

    /// Translates what the system reports.
    init(_ status: TerminationStatus) {
        self =
            switch status {
            case .exited(let code): .exited(code)
            case .signaled(let signal): .signaled(signal)
            }
    }

    /// Whether the process exited with code 0.
    package var isSuccess: Bool { self == .exited(0) }

    /// Whether the process was killed from outside, which is no fault of the program.
    package var isKilled: Bool { self == .signaled(SIGKILL) || self == .signaled(SIGTERM) }

    /// What the program did, as a phrase that follows its name.
    ///
    /// - Parameter moment: When it ended, such as `during setup`; `nil` if it was doing its main work.
    /// - Returns: A phrase such as `crashed during setup: SIGSEGV (…)`.
    package func cause(_ moment: String? = nil) -> String {
        let when = moment.map { " \($0)" } ?? ""
        return switch self {
        case .exited(let code): "exited with code \(code) \(moment ?? "before it returned a result")"
        case .signaled(let signal): "\(isKilled ? "was killed" : "crashed")\(when): \(Self.name(ofSignal: signal))"
        case .unknown: "ended \(moment ?? "without a result")"
        }
    }

    /// The name of a signal, and what usually causes it.
    ///
    /// - Parameter signal: The number, such as `SIGKILL`.
    /// - Returns: Text such as `SIGKILL (killed from outside; the machine may be out of memory)`.
    package static func name(ofSignal signal: Int32) -> String {
        let trap = "(a trap such as fatalError, a failed precondition, an index out of range or an overflow)"
        let names: [Int32: String] = [
            SIGILL: "SIGILL \(trap)",
            SIGTRAP: "SIGTRAP \(trap)",
            SIGSEGV: "SIGSEGV (invalid memory access, or endless recursion)",
            SIGBUS: "SIGBUS (invalid memory access)",
            SIGABRT: "SIGABRT (abort was called)",
            SIGFPE: "SIGFPE (division by zero)",
            SIGSYS:
                "SIGSYS (the sandbox refused a system call, such as the one with which posix_spawn, system and popen start programs)",
            SIGXCPU: "SIGXCPU (the limit on CPU time was reached)",
            SIGXFSZ: "SIGXFSZ (the limit on the size of files was reached)",
            SIGKILL: "SIGKILL (killed from outside; the machine may be out of memory)",
            SIGTERM: "SIGTERM (killed from outside)",
        ]
        return names[signal] ?? "signal \(signal)"
    }
}
