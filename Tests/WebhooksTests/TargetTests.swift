import Testing

@testable import Webhooks

struct TargetTests {
    /// Addresses that only this machine or its network reaches, in as many spellings as programs read.
    static let private40 = [
        "https://127.0.0.1/", "https://127.1/", "https://127.0.1/", "https://0x7f.0.0.1/", "https://0x7f000001/",
        "https://2130706433/", "https://017700000001/", "https://0177.0.0.1/", "https://127.0.0.1./",
        "https://127.255.255.254/", "https://localhost/", "https://LOCALHOST/", "https://a.localhost/",
        "https://localhost./", "https://localhost.localdomain/", "https://[::1]/", "https://[0:0:0:0:0:0:0:1]/",
        "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[::]/", "https://0.0.0.0/", "https://0/",
        "https://10.0.0.1/", "https://10.1/", "https://0xa000001/", "https://012.0.0.1/", "https://172.16.0.1/",
        "https://172.31.255.255/", "https://192.168.1.1/", "https://192.168.257/", "https://169.254.169.254/",
        "https://[fe80::1]/", "https://[fc00::1]/", "https://[fd12:3456::1]/", "https://[fec0::1]/",
        "https://100.64.0.1/", "https://198.18.0.1/", "https://224.0.0.1/", "https://255.255.255.255/",
        "https://[64:ff9b::10.0.0.1]/", "https://[2002:7f00:1::]/", "https://metadata/", "https://printer.local/",
        "https://db.internal/", "https://nas.lan/", "https://router.home.arpa/",
        "https://\u{2460}\u{2461}\u{2466}.0.0.1/", "https://127\u{3002}0\u{3002}0\u{3002}1/",
    ]

    @Test(arguments: private40, [false, true])
    func `a private address is refused however it is spelled`(url: String, allowsLoopback: Bool) {
        guard allowsLoopback else {
            #expect(throws: WebhookTarget.Refusal.self) { try WebhookTarget(url, allowsLoopback: false) }
            return
        }
        // A server on this machine may send to it, by the usual spellings only.
        let target = try? WebhookTarget(url, allowsLoopback: true)
        let usual = [
            "https://127.0.0.1/", "https://127.255.255.254/", "https://localhost/", "https://LOCALHOST/",
            "https://[::1]/",
        ]
        #expect((target != nil) == usual.contains(url), "\(url)")
        #expect(target?.isLoopback != false)
    }

    @Test(arguments: [
        "", "hook", "ftp://example.com/", "file:///etc/passwd", "http://example.com/", "https://", "https:///x",
        "https://user:word@example.com/", "https://example.com:0/", "https://example.com:99999/",
        "https://exa mple.com/", "https://example.com/\u{0}", "https://example.com/a b", "gopher://127.0.0.1/",
        "https://example.com/" + String(repeating: "a", count: 2_048),
    ])
    func `what is not a public https address is refused with the fix`(url: String) {
        for allowsLoopback in [false, true] {
            let refusal = #expect(throws: WebhookTarget.Refusal.self) {
                try WebhookTarget(url, allowsLoopback: allowsLoopback)
            }
            #expect(refusal?.reason.isEmpty == false && refusal?.help.isEmpty == false)
        }
    }

    @Test func `a public https address is accepted, and plain http to this machine from a server on it`() throws {
        #expect(try !WebhookTarget("https://example.com/hook?key=1", allowsLoopback: false).isLoopback)
        #expect(try !WebhookTarget("https://8.8.8.8:8443/", allowsLoopback: true).isLoopback)
        #expect(try WebhookTarget("http://127.0.0.1:9000/hook", allowsLoopback: true).isLoopback)
        #expect(try WebhookTarget("http://localhost:9000/hook", allowsLoopback: true).isLoopback)
        #expect(throws: WebhookTarget.Refusal.self) {
            try WebhookTarget("http://127.0.0.1:9000/", allowsLoopback: false)
        }
    }
}
