import InferenceKit
import Testing

@testable import CurlTransport

struct WorldwideTests {
    @Test(arguments: [
        "https://127.0.0.1/", "https://0x7f.1/", "https://2130706433/", "https://017700000001/", "https://10.0.0.1/",
        "https://169.254.169.254/", "https://192.168.1.1:8443/", "https://100.64.0.1/", "https://[::1]/",
        "https://[fe80::1]/", "https://[fd00::1]/", "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::a00:1]/",
        "https://0.0.0.0/", "https://224.0.0.1/", "http://example.com/", "http://127.0.0.1/", "https://127.0.0.1./",
    ])
    func `an address that only its neighbours reach is refused`(_ url: String) {
        let error = #expect(throws: TransportError.self) { try AddressPolicy.worldwide.admit(url) }
        #expect(error?.code == .badURL)
        #expect(error?.mayHaveReachedServer == false)
    }

    @Test(arguments: ["https://example.com/", "https://8.8.8.8/", "https://[2606:4700::1111]/"])
    func `every other is allowed`(_ url: String) {
        #expect(throws: Never.self) { try AddressPolicy.worldwide.admit(url) }
    }

    /// libcurl itself resolves the names below `localhost` to this machine, RFC 6761 §6.3.
    @Test func `a name that resolves to this machine is not connected to`() async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        let transport = CurlTransport(userAgent: "test", policy: .worldwide)
        for host in ["localhost", "a.localhost"] {
            let error = await #expect(throws: TransportError.self) {
                try await transport.send(HTTPRequest("GET", "https://\(host):\(server.port)/?signature=secret"))
            }
            #expect(error?.code == .badURL)
            #expect(error?.message.contains("leads to this machine") == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("secret") == false)
            #expect(error?.mayHaveReachedServer == false)
        }
        #expect(server.requests.isEmpty)
    }

    @Test func `a redirect to a neighbour is not followed`() async throws {
        // Plain http, as the tests' server speaks it; the rule is the same for every policy but the hop is what counts.
        for target in [
            "http://10.0.0.1/", "http://169.254.169.254/latest", "http://0x0a.1/", "ftp://127.0.0.1/",
            "file:///etc/passwd",
        ] {
            let server = try ScriptedServer(
                answer: "HTTP/1.1 302 Found\r\nLocation: \(target)\r\nContent-Length: 0\r\n\r\n"
            )
            let transport = CurlTransport(userAgent: "test", policy: .loopback)
            let error = await #expect(throws: TransportError.self) {
                try await transport.download(HTTPRequest("GET", server.url()), to: "/dev/null") { _, _ in }
            }
            #expect(error?.code == .redirectRefused)
        }
    }

    @Test func `only where a redirect leads elsewhere must the whole world reach it`() throws {
        let server = try Address("https://files.example.com/")
        let other = try Address("https://other.example.com/")
        func settings(_ policy: AddressPolicy, _ proxy: Proxy? = nil) -> TransferSettings {
            TransferSettings(userAgent: "", policy: policy, certificates: CertificateStore(), proxy: proxy)
        }
        #expect(!settings(.publicHTTPS).mustBeWorldwide(server, redirectedFrom: nil))
        #expect(!settings(.publicHTTPS).mustBeWorldwide(server, redirectedFrom: server))
        #expect(settings(.publicHTTPS).mustBeWorldwide(other, redirectedFrom: server))
        #expect(settings(.worldwide).mustBeWorldwide(server, redirectedFrom: nil))
        #expect(!settings(.loopback).mustBeWorldwide(other, redirectedFrom: server))
        #expect(
            !settings(.worldwide, Proxy(url: "http://10.0.0.1:3128")).mustBeWorldwide(other, redirectedFrom: server)
        )
    }
}
