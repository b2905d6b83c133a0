import RunnerServer
import Testing

struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:8020", "127.0.0.1:8020", true), ("8020", "127.0.0.1:8020", true), (":80", "0.0.0.0:80", false),
        ("localhost:0", "localhost:0", true), ("[::1]:8020", "[::1]:8020", true), ("[::]:8020", "[::]:8020", false),
        ("0.0.0.0:8020", "0.0.0.0:8020", false), ("192.0.2.7:1", "192.0.2.7:1", false),
        ("127.9.9.9:1", "127.9.9.9:1", true), ("example.com:443", "example.com:443", false),
    ])
    func `an address says whether only this machine reaches it`(_ text: String, _ shown: String, _ isLoopback: Bool)
        throws
    {
        let address = try #require(ListenAddress(text))
        #expect(address.description == shown)
        #expect(address.isLoopback == isLoopback)
    }

    @Test(arguments: [
        "", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "[::1]", "[x]:1", "a b:1", "http://x:1", "1:-1", "::1:80",
    ])
    func `anything else is no address`(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
