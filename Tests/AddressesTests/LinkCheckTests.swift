import Addresses
import Testing

struct LinkCheckTests {
    @Test(arguments: ["https://a.test/x.jpg", "HTTPS://a.test", "https://a.test:8443/x?y=z#w"])
    func `https is accepted`(_ link: String) {
        #expect(LinkCheck.judge(link, allowsLoopback: false) == .accepted)
    }

    @Test(arguments: ["http://127.0.0.1:80/x", "http://127.8.9.1", "http://localhost/x", "http://[::1]:9/x"])
    func `http is accepted to this machine when the service is there too`(_ link: String) {
        #expect(LinkCheck.judge(link, allowsLoopback: true) == .accepted)
        #expect(LinkCheck.judge(link, allowsLoopback: false) != .accepted)
    }

    @Test(arguments: [
        "http://a.test/x", "http://127.0.0.1.a.test/", "http://2130706433/", "http://0x7f.1/", "http://127.1/",
        "http://[::ffff:127.0.0.1]/", "http://localhost.a.test", "http://127.0.0.1@a.test/", "https://u:p@a.test/",
        "ftp://a.test/x", "file:///etc/passwd", "https://", "https:///x", "https://:80/", "https://a b/",
        "https://a\n/",
        "s3://bucket/key",
    ])
    func `everything else is refused with a reason`(_ link: String) {
        guard case .refused(let reason, let help) = LinkCheck.judge(link, allowsLoopback: true) else {
            Issue.record("\(link) was not refused")
            return
        }
        #expect(!reason.isEmpty && !help.isEmpty)
    }

    @Test(arguments: ["face.jpg", "/a/b", "a:b", "C:\\x", "", "://x", "tëst://x"])
    func `a path is no link`(_ text: String) {
        #expect(LinkCheck.judge(text, allowsLoopback: true) == .notALink)
    }
}
