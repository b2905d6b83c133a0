import Diagnostics
import Glibc
package import InferenceKit
import Synchronization

/// Shows progress to people: one live line on a terminal, plain lines elsewhere, nothing with `--quiet`.
package final class ProgressReporter: Sendable {
    private struct State {
        var update = ProgressUpdate("")
        var taskID: String?
        var isLineOpen = false
        var start = ContinuousClock.now
    }

    private let state = Mutex(State())
    private let isQuiet: Bool
    private let isLive: Bool

    /// - Parameters:
    ///   - isQuiet: Whether to print nothing.
    ///   - isLive: Whether the line can be overwritten.
    package init(isQuiet: Bool, isLive: Bool = Terminal.standardErrorIsTerminal) {
        self.isQuiet = isQuiet
        self.isLive = isLive
    }

    /// Shows what is being done.
    package func step(_ text: String) { step(ProgressUpdate(text)) }

    /// Shows what is being done and how much of it is done; a plain line is printed once for each step.
    package func step(_ update: ProgressUpdate) {
        guard !isQuiet else { return }
        state.withLock { state in
            if !isLive, update.step != state.update.step { Terminal.say(printableLine(update.plainText)) }
            state.update = update
            if isLive { draw(&state) }
        }
    }

    /// Draws the live line again, with the time that has passed.
    package func tick() {
        guard isLive, !isQuiet else { return }
        state.withLock { state in
            if state.isLineOpen { draw(&state) }
        }
    }

    /// Stores the service's id of the task.
    package func task(_ id: String) {
        state.withLock { $0.taskID = id }
        note("task \(id)")
    }

    /// Prints a line that stays.
    package func note(_ text: String) {
        guard !isQuiet else { return }
        say(text)
    }

    /// Prints a warning.
    package func warn(_ text: String) {
        guard !isQuiet else { return }
        say("warning: \(text)")
    }

    /// Prints a line even with `--quiet`.
    package func insist(_ text: String) {
        say(text)
    }

    /// Removes the live line.
    package func finish() {
        state.withLock { erase(&$0) }
    }

    private func say(_ text: String) {
        state.withLock { state in
            erase(&state)
            Terminal.say(printableLine(text))
        }
    }

    private func erase(_ state: inout State) {
        guard state.isLineOpen else { return }
        Terminal.sayRaw("\r\u{1B}[K")
        state.isLineOpen = false
    }

    private func draw(_ state: inout State) {
        let elapsed = (ContinuousClock.now - state.start).components.seconds
        let time = "\(elapsed / 60):\(elapsed % 60 < 10 ? "0" : "")\(elapsed % 60)"
        let task = state.taskID.map { "  task \($0)" } ?? ""
        let line = printable("\(time)  \(state.update.liveText)\(task)")
        Terminal.sayRaw("\r\u{1B}[K\(line.prefix(Terminal.width - 1))")
        state.isLineOpen = true
    }
}
