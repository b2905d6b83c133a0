import Testing

@testable import InferenceKit

struct VendorTextTests {
    @Test(arguments: [
        ("plain words, 微笑", "plain words, 微笑"),
        ("cannot fetch https://h.test/a.jpg?X-Sig=abc&x=1 of yours", "cannot fetch https://h.test/a.jpg?… of yours"),
        ("(https://h.test/?sig=1), \"http://b.test/c#d\" why?", "(https://h.test/?…), \"http://b.test/c?…\" why?"),
        ("red\u{1B}[31m\r\nerror: forged\u{202E}", "red [31m error: forged "),
    ])
    func `a vendor's text is one harmless line`(_ text: String, _ shown: String) {
        #expect(vendorText(text) == shown)
    }

    @Test func `a vendor's text has an end`() {
        #expect(vendorText(String(repeating: "x", count: 10_000)).count == 501)
    }
}
