import Diagnostics
import Glibc
import Synchronization

/// Lines at the bottom of a terminal that are overwritten; other lines appear above them.
///
/// Without a terminal nothing is overwritten, and only the other lines appear.
package final class LiveLines: Sendable {
    private struct State {
        var lines: [String] = []
        var drawn = 0
    }

    private let state = Mutex(State())
    private let isLive: Bool

    /// Starts without lines.
    ///
    /// - Parameter isLive: Whether lines can be overwritten.
    package init(isLive: Bool = Terminal.standardErrorIsTerminal) {
        self.isLive = isLive
    }

    /// Shows these lines in place of the last ones.
    ///
    /// - Parameter lines: The lines, made safe for a terminal here, and cut to its width.
    package func show(_ lines: [String]) {
        guard isLive else { return }
        state.withLock { state in
            let width = Terminal.width
            state.lines = lines.map { String(printable($0).prefix(width - 1)) }
            draw(&state)
        }
    }

    /// Writes something that stays.
    ///
    /// - Parameter write: Writes whole lines to one of the two streams.
    package func interject(_ write: () -> Void) {
        state.withLock { state in
            erase(&state)
            write()
            if isLive { draw(&state) }
        }
    }

    /// Removes the lines.
    package func finish() {
        state.withLock { state in
            erase(&state)
            state.lines = []
        }
    }

    private func erase(_ state: inout State) {
        guard state.drawn > 0 else { return }
        Terminal.sayRaw("\r\u{1B}[\(state.drawn)A\u{1B}[J")
        state.drawn = 0
    }

    private func draw(_ state: inout State) {
        var text = state.drawn > 0 ? "\r\u{1B}[\(state.drawn)A\u{1B}[J" : ""
        for line in state.lines { text += "\(line)\n" }
        state.drawn = state.lines.count
        Terminal.sayRaw(text)
    }
}
