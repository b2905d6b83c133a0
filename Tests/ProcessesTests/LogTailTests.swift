import Processes
import Testing

struct LogTailTests {
    @Test func `the last lines are kept, however they arrive`() {
        let tail = LogTail(lineCount: 2)
        for piece in ["one\ntw", "o\nthr", "ee\nfo"] { tail.append(Array(piece.utf8)) }
        #expect(tail.lines == ["three", "fo"])
    }

    @Test func `a flood needs no memory`() {
        let tail = LogTail(lineCount: 3, lineBytes: 10)
        let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
        for _ in 0..<20 { tail.append(chunk) }
        tail.append(Array("\nlast\n".utf8))
        #expect(tail.lines == ["xxxxxxxxxx", "last"])
    }

    @Test func `control characters cannot reach the terminal`() {
        let tail = LogTail()
        tail.append(Array("\u{1B}[2Jgone\r\n".utf8))
        #expect(tail.lines == ["\u{FFFD}[2Jgone\u{FFFD}"])
    }
}
