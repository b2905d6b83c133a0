import Diagnostics
import Dispatch
import Glibc
import Presentation
import Synchronization

/// A question to the user at the terminal.
enum TerminalQuestion {
    /// Whether a user can see and answer a question.
    static var canAsk: Bool { StandardInput.isTerminal && Terminal.standardErrorIsTerminal }

    /// Asks a question on the terminal.
    ///
    /// - Parameter question: The question.
    /// - Returns: Whether the answer is yes.
    /// - Throws: `CancellationError`.
    static func agrees(to question: String) async throws -> Bool {
        Terminal.sayRaw("\(printableLine(question)) [y/N] ")
        let isOver = Mutex(false)
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Reading blocks, so it has its own thread, which checks now and then whether to stop.
                DispatchQueue(label: "answer").async {
                    continuation.resume(returning: line { isOver.withLock { $0 } })
                }
            }
        } onCancel: {
            isOver.withLock { $0 = true }
        }
        guard !Task.isCancelled else {
            Terminal.say("")
            throw CancellationError()
        }
        return ["y", "yes"].contains(answer.lowercased())
    }

    /// Reads a line of standard input.
    private static func line(until isOver: () -> Bool) -> String {
        var line: [UInt8] = []
        while !isOver(), line.count < 100 {
            var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 100) > 0 else { continue }
            var byte: UInt8 = 0
            guard read(STDIN_FILENO, &byte, 1) == 1, byte != UInt8(ascii: "\n") else { break }
            line.append(byte)
        }
        return String(decoding: line.filter { $0 > 0x20 }, as: UTF8.self)
    }
}
