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

    @Test func `a chapter ends with its mark, and what is printed outside of chapters belongs to none`() async {
        let tail = LogTail()
        tail.append(Array("before\n".utf8))
        tail.begin(until: "mark-1")
        tail.append(Array("one\ntwo".utf8))
        tail.append(Array("\nmark-1\nlate\n".utf8))
        #expect(await tail.end(within: .seconds(60)) == ["one", "two"])
        tail.begin(until: "mark-2")
        tail.append(Array("three\n\nmark-2\n".utf8))
        #expect(await tail.end(within: .seconds(60)) == ["three"])
    }

    @Test func `the end of a chapter is waited for, but not forever`() async {
        let tail = LogTail()
        tail.begin(until: "mark")
        async let lines = tail.end(within: .seconds(60))
        tail.append(Array("one\n\nmark\n".utf8))
        #expect(await lines == ["one"])
        tail.begin(until: "other")
        tail.append(Array("mark\n".utf8))
        #expect(await tail.end(within: .milliseconds(1)) == nil)
    }
}
