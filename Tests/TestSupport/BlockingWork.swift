import Foundation

/// Does work that blocks on a thread of its own.
///
/// Tests share as few threads as the machine has processors: two tests that block would stop all others, and the servers of these two.
package func onItsOwnThread<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
    }
}

/// Reads a named pipe until all programs that opened it have closed it or ended.
///
/// - Throws: `POSIXError` when it cannot be read, and `ETIMEDOUT` after a minute in which nobody opened it.
package func readToEnd(of pipe: String) async throws {
    try await onItsOwnThread {
        // Without O_NONBLOCK, opening it would wait for a program that may never come.
        let descriptor = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { close(descriptor) }
        var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var bytes = [UInt8](repeating: 0, count: 256)
        while true {
            guard poll(&state, 1, 60_000) > 0 else { throw POSIXError(.ETIMEDOUT) }
            let count = read(descriptor, &bytes, bytes.count)
            guard count > 0 || count < 0 && errno == EAGAIN else { return }
        }
    }
}
