internal import Synchronization

/// The last lines that a process printed, in bounded memory.
package final class LogTail: Sendable {
    private struct State {
        var lines: [String] = []
        var pending: [UInt8] = []
    }

    private let state = Mutex(State())
    private let lineCount: Int
    private let lineBytes: Int

    /// Creates an empty log.
    ///
    /// - Parameters:
    ///   - lineCount: How many lines to keep.
    ///   - lineBytes: How many bytes of each line to keep.
    package init(lineCount: Int = 20, lineBytes: Int = 500) {
        self.lineCount = lineCount
        self.lineBytes = lineBytes
    }

    /// Adds the next bytes that the process printed.
    ///
    /// - Parameter bytes: Any part of the text, which may end within a line.
    package func append(_ bytes: [UInt8]) {
        state.withLock { state in
            var rest = bytes[...]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                keep(rest[..<end], in: &state)
                finishLine(&state)
                rest = rest[(end + 1)...]
            }
            keep(rest, in: &state)
        }
    }

    /// The lines kept, including an unfinished last one.
    package var lines: [String] {
        state.withLock { state in
            let last = state.pending.isEmpty ? [] : [text(state.pending)]
            return (state.lines + last).suffix(lineCount)
        }
    }

    private func keep(_ bytes: ArraySlice<UInt8>, in state: inout State) {
        state.pending.append(contentsOf: bytes.prefix(max(0, lineBytes - state.pending.count)))
    }

    private func finishLine(_ state: inout State) {
        state.lines.append(text(state.pending))
        state.pending.removeAll(keepingCapacity: true)
        if state.lines.count > 2 * lineCount { state.lines.removeFirst(state.lines.count - lineCount) }
    }

    /// Replaces control characters, with which a program could move the cursor in the user's terminal.
    private func text(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
    }

    private func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar != "\t" && scalar.properties.generalCategory == .control
    }
}
