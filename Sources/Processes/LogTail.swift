internal import Synchronization

/// The last lines that a process printed, in bounded memory.
package final class LogTail: Sendable {
    private struct State {
        var lines: [String] = []
        var pending: [UInt8] = []
        var chapter: Chapter?
    }

    /// What is printed during one of several runs, up to a line that ends it.
    private struct Chapter {
        var mark: String
        var lines: [String]?
        var reader: CheckedContinuation<[String]?, Never>?
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

    /// Begins a chapter: what was printed before belongs to nobody.
    ///
    /// - Parameter mark: The line that ends the chapter, which the program prints.
    package func begin(until mark: String) {
        state.withLock { state in
            state.lines.removeAll()
            state.pending.removeAll()
            state.chapter = Chapter(mark: mark)
        }
    }

    /// Waits for the end of the chapter.
    ///
    /// - Parameter limit: How long to wait.
    /// - Returns: The lines kept of the chapter; `nil` when its end does not come in time.
    package func end(within limit: Duration) async -> [String]? {
        let alarm = Task {
            try await Task.sleep(for: limit)
            state.withLock { swapReader(in: &$0) }?.resume(returning: nil)
        }
        defer { alarm.cancel() }
        return await withCheckedContinuation { continuation in
            let lines = state.withLock { state -> [String]? in
                if let lines = state.chapter?.lines { return lines }
                state.chapter?.reader = continuation
                return state.chapter == nil ? [] : nil
            }
            if let lines { continuation.resume(returning: lines) }
        }
    }

    private func swapReader(in state: inout State) -> CheckedContinuation<[String]?, Never>? {
        defer { state.chapter?.reader = nil }
        return state.chapter?.reader
    }

    /// Ends the chapter when its last line was printed, which is no part of it, nor is an empty line before it.
    private func finishChapter(_ state: inout State) {
        guard let mark = state.chapter?.mark, state.lines.last == mark else { return }
        state.lines.removeLast()
        if state.lines.last?.isEmpty == true { state.lines.removeLast() }
        let lines = state.lines.suffix(lineCount)
        state.lines.removeAll()
        state.chapter?.lines = Array(lines)
        swapReader(in: &state)?.resume(returning: Array(lines))
    }

    private func keep(_ bytes: ArraySlice<UInt8>, in state: inout State) {
        state.pending.append(contentsOf: bytes.prefix(max(0, lineBytes - state.pending.count)))
    }

    private func finishLine(_ state: inout State) {
        state.lines.append(text(state.pending))
        state.pending.removeAll(keepingCapacity: true)
        finishChapter(&state)
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
