import Addresses
import Testing

struct PercentEncodingTests {
    @Test(arguments: [
        ("azAZ09-._~", "azAZ09-._~"), ("a b+c/d%", "a%20b%2Bc%2Fd%25"), ("ä\n", "%C3%A4%0A"), ("", ""),
    ]) func `all but unreserved characters are encoded`(text: String, encoded: String) {
        #expect(PercentEncoding.encoded(text) == encoded)
        #expect(PercentDecoding.strictlyDecoded(encoded) == text)
    }

    @Test func `bytes that are no text are decoded, too`() {
        #expect(PercentDecoding.strictBytes("%FF%00a".utf8) == [0xFF, 0, 0x61])
        #expect(PercentDecoding.strictBytes("%F".utf8) == nil)
        #expect(PercentDecoding.strictlyDecoded("%FF") == nil)
    }
}
