import InferenceKit
import Testing

@testable import CurlTransport

struct AddressPolicyTests {
    @Test(arguments: [
        ("https://cv.byteplusapi.com", "cv.byteplusapi.com:443"),
        ("HTTPS://Example.COM:8443/a?b", "example.com:8443"),
        ("https://127.0.0.1/", "127.0.0.1:443"),
        ("https://[2001:db8::1]:444/", "[2001:db8::1]:444"),
    ])
    func `https is allowed everywhere`(url: String, address: String) throws {
        #expect(try AddressPolicy.publicHTTPS.admit(url).description == address)
        #expect(try AddressPolicy.loopback.admit(url).description == address)
    }

    @Test(arguments: ["http://127.0.0.1:8080/", "https://127.0.0.1/", "https://localhost/", "http://[::1]:9/"])
    func `a transport that stays on this machine reaches it by either scheme`(url: String) {
        #expect(throws: Never.self) { try AddressPolicy.thisMachine.admit(url) }
    }

    @Test(arguments: ["https://example.com/", "http://example.com/", "https://10.0.0.1/", "ftp://127.0.0.1/"])
    func `a transport that stays on this machine reaches no other`(url: String) {
        let error = #expect(throws: TransportError.self) { try AddressPolicy.thisMachine.admit(url) }
        #expect(error?.code == .badURL)
        #expect(error?.mayHaveReachedServer == false)
    }

    @Test(arguments: [
        "http://127.0.0.1:8080/", "http://127.255.255.254/", "http://localhost:1/", "http://LOCALHOST/",
        "http://[::1]:9/",
        "http://127.1/", "http://0x7f000001/",
    ])
    func `plain http is allowed only to this machine, and only when asked for`(url: String) throws {
        #expect(throws: Never.self) { try AddressPolicy.loopback.admit(url) }
        let error = #expect(throws: TransportError.self) { try AddressPolicy.publicHTTPS.admit(url) }
        #expect(error?.code == .badURL)
        #expect(error?.mayHaveReachedServer == false)
    }

    @Test(arguments: [
        "http://example.com/", "http://128.0.0.1/", "http://127.0.0.1.example.com/", "http://127.example.com/",
        "http://localhost.example.com/", "http://0.0.0.0/", "http://10.0.0.1/", "http://169.254.169.254/",
        "http://[::]/", "http://[::ffff:10.0.0.1]/", "http://2130706434.example/", "http://0x0a000001/",
        "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "example.com", "/path", "", "https://",
        "http:///path", "https://user@example.com/", "https://user:pw@example.com/", "https://a b/", "https://a\n/",
        "https://example.com:99999/", "https://a\0b/", "javascript:alert(1)",
    ])
    func `everything else is refused`(url: String) {
        let error = #expect(throws: TransportError.self) { try AddressPolicy.loopback.admit(url) }
        #expect(error?.code == .badURL)
        #expect(error?.mayHaveReachedServer == false)
    }

    @Test(arguments: ["nonsense?signature=secret", "https://user:secret@example.com/#secret", "https://:x?secret"])
    func `a refusal does not show what may be secret`(url: String) {
        let error = #expect(throws: TransportError.self) { try AddressPolicy.loopback.admit(url) }
        #expect(error?.description.contains("secret") == false)
    }

    @Test func `plain http does not connect to another machine whatever its name says`() async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        // The system would take 0.0.0.0 for this machine; it stands here for a name that resolves elsewhere.
        let request = HTTPRequest("GET", server.url(host: "0.0.0.0"))
        let settings = TransferSettings(userAgent: "test", policy: .loopback, certificates: CertificateStore())
        let loop = TransferLoop(settings: settings, limits: Limits())
        defer { loop.stop() }
        let transfer = try Transfer(request, to: Address(request.url), limits: Limits(), writer: nil)
        let error = await #expect(throws: TransportError.self) { try await loop.run(transfer) }
        #expect(error?.code == .badURL)
        #expect(error?.mayHaveReachedServer == false)
        #expect(server.requests.isEmpty)
    }
}
