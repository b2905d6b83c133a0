import Dispatch
import Glibc

/// The standard input, which a parent keeps open as long as it lives.
enum StandardInput {
    /// Returns when the standard input ends, or when the task is cancelled.
    static func end() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        // Reading blocks, so it has a thread of its own, which ends with the process.
        DispatchQueue(label: "standard input").async {
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = read(STDIN_FILENO, &buffer, buffer.count)
                if count == 0 || (count < 0 && errno != EINTR) { break }
            }
            continuation.finish()
        }
        for await _ in stream {}
    }
}
