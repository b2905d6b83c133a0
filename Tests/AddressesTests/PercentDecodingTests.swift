import Addresses
import Testing

struct PercentDecodingTests {
    @Test(arguments: [
        ("a%20b", "a b"), ("%E2%82%ac", "€"), ("100%", "100%"), ("%4", "%4"), ("%zz%41", "%zzA"), ("%+1", "%+1"),
        ("a+b", "a+b"), ("%25%34", "%4"), ("%ff", "\u{FFFD}"), ("", ""),
    ])
    func `a percent sign without two digits stands for itself`(_ text: String, _ decoded: String) {
        #expect(PercentDecoding.decoded(text) == decoded)
    }

    @Test func `a plus sign is a space only where it is said to be`() {
        #expect(PercentDecoding.decoded("a+b%2B", plusIsSpace: true) == "a b+")
    }

    @Test(
        arguments: [
            ("a%20b", "a b"), ("%e2%82%AC", "€"), ("a+b", "a+b"), ("", ""), ("%", nil), ("%4", nil), ("%4g", nil),
            ("%+1", nil), ("%-1", nil), ("%ff", nil), ("ok%2", nil),
        ] as [(String, String?)]
    )
    func `strict decoding refuses what is not encoded correctly`(_ text: String, _ decoded: String?) {
        #expect(PercentDecoding.strictlyDecoded(text) == decoded)
    }
}
