import Diagnostics
import Testing

struct SourceTextTests {
    @Test func `lines end at LF, CR LF and CR`() {
        let text = SourceText(Array("a\nb\r\nc\rd".utf8))
        #expect((0...5).map { text.line($0) } == [nil, "a", "b", "c", "d", nil])
        #expect(text.lineCount == 4)
    }

    @Test func `a byte order mark is not a part of the first line`() {
        #expect(SourceText([0xEF, 0xBB, 0xBF, 0x61]).line(1) == "a")
    }

    @Test func `an empty text has one empty line`() {
        #expect(SourceText([]).line(1) == "")
    }

    @Test func `bytes that are not UTF-8 are replaced`() {
        #expect(SourceText([0x61, 0xFF, 0x62]).line(1) == "a\u{FFFD}b")
    }
}
