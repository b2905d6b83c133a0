import Dispatch
import Glibc

/// Standard input, which a parent process keeps open while it runs.
enum StandardInput {
    /// Returns when standard input ends, or when the task is canceled.
    static func end() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        // Reading blocks, so it gets a separate thread, which ends with the process.
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
