import ErrorReporting
import Glibc
import RunnerCore
import SystemReasons

/// Standard input.
enum StandardInput {
    /// Whether it has to be typed.
    static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// Reads to the end.
    ///
    /// - Parameters:
    ///   - descriptor: What is read; standard input unless it says otherwise.
    ///   - limitBytes: A limit in bytes above what any input needs, so that a mistake fills neither memory nor disk.
    ///   - body: Called with each piece.
    /// - Throws: `RunnerError` with `invalid-input` if it is longer than the limit or cannot be read, or the error of `body`.
    static func read(
        _ descriptor: Int32 = STDIN_FILENO,
        limitBytes: Int,
        _ body: (ArraySlice<UInt8>) throws(RunnerError) -> Void
    ) throws(RunnerError) {
        let name = descriptor == STDIN_FILENO ? "standard input" : "the file"
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        var total = 0
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw RunnerError(
                    .invalidInput,
                    "\(name) cannot be read: \(SystemReason.text())",
                    help: "pass a file on it: runner predict … < FILE"
                )
            }
            if count == 0 { return }
            total += count
            guard total <= limitBytes else {
                throw RunnerError(
                    .invalidInput,
                    "\(name) is longer than \(limitBytes >> 20) MiB",
                    help: "check what is passed to the command"
                )
            }
            try body(buffer[..<count])
        }
    }
}
