import Addresses
import Testing

/// Two spellings of one address must not look like two services.
struct LinkSpellingTests {
    @Test(arguments: [
        ("https://a.example", "https://a.example"), ("HTTPS://A.Example/", "https://a.example"),
        ("https://a.example:443", "https://a.example"), ("http://127.0.0.1:80//", "http://127.0.0.1"),
        ("http://127.0.0.1:443", "http://127.0.0.1:443"), ("https://a.example:80/V3/", "https://a.example:80/V3"),
        ("https://a.example:", "https://a.example"), ("https://[::1]:443/x", "https://[::1]/x"),
        ("https://[FE80::443]", "https://[fe80::443]"), ("https://a.example/p?q=/", "https://a.example/p?q=/"),
        ("no address/", "no address/"),
    ])
    func `an address has one spelling`(_ link: String, _ usual: String) {
        #expect(LinkSpelling.usual(link) == usual)
        #expect(LinkSpelling.usual(usual) == usual)
    }
}
