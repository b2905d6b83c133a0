import Testing
import Uploads

struct ByteRangeTests {
    @Test(
        arguments: [
            (nil, .whole), ("bytes=0-0", .part(0...0)), ("bytes=0-499", .part(0...99)), ("bytes=50-", .part(50...99)),
            ("bytes=-10", .part(90...99)), ("bytes=-1000", .part(0...99)), ("bytes=99-99", .part(99...99)),
            ("bytes=100-", .unsatisfiable), ("bytes=100-200", .unsatisfiable), ("bytes=-0", .unsatisfiable),
            ("bytes=5-4", .whole), ("bytes=0-1,5-6", .whole), ("bytes=a-b", .whole), ("bytes=", .whole),
            ("bytes=-", .whole),
            ("items=0-1", .whole), ("bytes=0-99999999999999999999", .whole), ("BYTES=0-1", .part(0...1)),
        ] as [(String?, ByteRange)]
    )
    func `a range is read as HTTP defines it`(field: String?, range: ByteRange) {
        #expect(ByteRange(field, sizeBytes: 100) == range)
    }

    @Test func `an empty file has no range`() {
        #expect(ByteRange("bytes=0-", sizeBytes: 0) == .unsatisfiable)
        #expect(ByteRange("bytes=-5", sizeBytes: 0) == .unsatisfiable)
    }

    @Test func `tags are compared as HTTP defines it`() {
        #expect(ByteRange.counts(ifRange: nil, etag: "\"a\"") && ByteRange.counts(ifRange: "\"a\"", etag: "\"a\""))
        #expect(!ByteRange.counts(ifRange: "W/\"a\"", etag: "\"a\""))
        for field in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*"] {
            #expect(ByteRange.matches(ifNoneMatch: field, etag: "\"a\""))
        }
        for field in [nil, "\"b\"", "a", ""] { #expect(!ByteRange.matches(ifNoneMatch: field, etag: "\"a\"")) }
    }
}
