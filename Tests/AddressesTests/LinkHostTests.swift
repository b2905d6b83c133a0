import Addresses
import Testing

/// The hosts of links, and the patterns of a manifest that they are compared with.
struct LinkHostTests {
    @Test(arguments: [
        ("https://API.example.com/v1?q", "api.example.com", 443), ("http://a.example:8080", "a.example", 8080),
        ("https://a.example.", "a.example", 443), ("https://user:pw@b.example/", "b.example", 443),
        ("https://a.example@b.example", "b.example", 443), ("https://[2001:DB8::1]:444/", "2001:db8::1", 444),
        ("https://a.example\\@b.example/", "a.example", 443), ("https://a.example#@b.example", "a.example", 443),
        ("https://a.example:/x", "a.example", 443),
    ])
    func `the host of a link`(_ link: String, _ name: String, _ port: UInt16) {
        let host = LinkHost(of: link)
        #expect(host?.name == name && host?.port == port)
    }

    @Test(arguments: [
        "a.example", "ftp://a.example", "https://", "https:///x", "https://a.example:x/", "https://a.example:99999/",
    ])
    func `what has no host`(_ link: String) {
        #expect(LinkHost(of: link) == nil)
    }

    @Test func `the hosts of all links in a body are found`() {
        let body =
            #"{"a":"https://one.example/x?y=1","b":["HTTP:\/\/two.example:81\/v"],"c":"see xhttps://f.example","d":"://no.example"}"#
        #expect(
            Set(LinkHost.all(in: Array(body.utf8)).map(\.text))
                == ["one.example", "two.example:81", "f.example"]
        )
        #expect(LinkHost.all(in: Array("https:/".utf8)) == [] && LinkHost.all(in: []) == [])
    }

    @Test(arguments: [
        ("api.example.com", "https://api.example.com/", true), ("api.example.com", "https://example.com/", false),
        ("api.example.com", "https://api.example.com.evil.example/", false),
        ("api.example.com", "http://api.example.com/", false),
        ("api.example.com", "https://api.example.com:8443/", false),
        ("api.example.com:8443", "https://api.example.com:8443/", true),
        ("*.example.com", "https://a.b.example.com/", true), ("*.example.com", "https://example.com/", false),
        ("*.example.com", "https://evilexample.com/", false), ("192.0.2.7", "https://192.0.2.7/", true),
    ])
    func `a pattern matches its hosts only`(_ pattern: String, _ link: String, _ matches: Bool) throws {
        let (pattern, host) = (try #require(HostPattern(pattern)), try #require(LinkHost(of: link)))
        #expect(pattern.matches(host) == matches)
    }

    @Test(arguments: [
        "", "localhost", "*", "*.com", "*.*.example.com", "API.example.com", "a_b.example.com", "-a.example.com",
        "a..example.com", "a.example.com.", "https://a.example.com", "a.example.com/", "a.example.com:0",
        "a.example.com:70000",
        "a.example.com:1:2", "ä.example.com", "a.example.com ",
    ])
    func `what is no pattern`(_ text: String) {
        #expect(HostPattern(text) == nil)
    }

    @Test func `requests go to declared hosts and where their answers link to`() throws {
        let pattern = try #require(HostPattern("api.example.com"))
        var gate = HostGate(
            [pattern],
            addresses: ["https://bucket.example", "http://127.0.0.1:8080"],
            allowsLoopback: false
        )
        func verdict(_ link: String) throws -> HostGate.Verdict { gate.verdict(on: try #require(LinkHost(of: link))) }
        #expect(try verdict("https://api.example.com/v1") == .declared)
        #expect(try verdict("https://bucket.example/a") == .declared)
        #expect(try verdict("http://127.0.0.1:8080/") == .declared)
        #expect(try verdict("http://127.0.0.1:9/") == .refused)
        #expect(try verdict("https://files.example/a.mp4") == .refused)
        gate.follow(linksIn: Array(#"{"video_url":"https:\/\/files.example\/a.mp4?X=1"}"#.utf8))
        #expect(try verdict("https://files.example/b") == .linked)
        #expect(try verdict("https://files.example:8443/b") == .refused)
        #expect(
            HostGate([], allowsLoopback: true).verdict(on: try #require(LinkHost(of: "http://[::1]:9/"))) == .declared
        )
    }

    @Test func `a host that somebody else links to stays that, whatever answers link to`() throws {
        var gate = HostGate([try #require(HostPattern("api.example.com"))], allowsLoopback: true)
        func verdict(_ link: String) throws -> HostGate.Verdict { gate.verdict(on: try #require(LinkHost(of: link))) }
        gate.follow(
            linksIn: Array("https://inside.example/a https://api.example.com/b http://127.0.0.1:9/c".utf8),
            isForeign: true
        )
        gate.follow(linksIn: Array(#"{"url":"https://inside.example/a","result":"https://files.example/d"}"#.utf8))
        #expect(try verdict("https://inside.example/other") == .foreign)
        #expect(try verdict("http://127.0.0.1:9/") == .foreign)
        #expect(try verdict("http://127.0.0.1:8/") == .declared)
        #expect(try verdict("https://files.example/d") == .linked)
        #expect(try verdict("https://api.example.com/v1") == .declared)
    }

    @Test func `hosts that answers have linked to are found in a text, and others are not`() throws {
        var gate = HostGate([try #require(HostPattern("api.example.com"))])
        gate.follow(linksIn: Array("https://files.example/a http://[2001:db8::1]:81/b".utf8))
        gate.follow(linksIn: Array("https://inside.example/c".utf8), isForeign: true)
        let text = """
            {"a":"https://files.example/x?y","b":"http://[2001:DB8::1]:81/","c":"https://evil.example/",
            "d":"https://api.example.com/v1","e":"https://inside.example/","f":"https://files.example:8443/"}
            """
        let hosts = gate.linkedHosts(in: Array(text.utf8))
        #expect(hosts.map(\.link) == ["https://[2001:db8::1]:81", "https://files.example:443"])
        // And they are the same when they are read again.
        #expect(hosts.map { LinkHost(of: $0.link) } == hosts)
        #expect(LinkHost.all(in: Array(hosts.map(\.link).joined(separator: " ").utf8)) == Set(hosts))
    }

    @Test func `answers cannot add hosts without end`() throws {
        var gate = HostGate([])
        for page in 0..<30 {
            gate.follow(linksIn: Array((0..<1_000).map { "https://h\(page)-\($0).example " }.joined().utf8))
        }
        #expect(gate.verdict(on: try #require(LinkHost(of: "https://h0-1.example"))) == .linked)
        #expect(gate.verdict(on: try #require(LinkHost(of: "https://h29-1.example"))) == .refused)
    }
}
