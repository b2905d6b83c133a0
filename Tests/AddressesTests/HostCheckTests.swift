import Addresses
import Testing

struct HostCheckTests {
    @Test(arguments: [
        "a.example.com", "a.example.com.", "A.EXAMPLE.com", "xn--bcher-kva.example.com", "a_b.example.com", "8.8.8.8",
        "8.8.8.8:8443",
        "a.example.com:443", "a.example.com:", "[2606:4700::1111]", "[2606:4700::1111]:8443", "1e100.net",
        "localhost.example.com",
    ])
    func `hosts that the world can reach are accepted`(_ authority: String) {
        #expect(HostCheck.problem(authority) == nil)
        #expect(LinkCheck.judge("https://\(authority)/x.jpg", allowsLoopback: false) == .accepted)
    }

    @Test(arguments: [
        // This machine, as it is usually written and as it is not.
        "127.0.0.1", "127.1", "127.0.1", "2130706433", "017700000001", "0x7f000001", "0x7f.0.0.1", "0177.0.0.01",
        "0x7F.1",
        "127.0.0.1.", "127.0.0.1:8080", "127.255.255.254", "0.0.0.0", "0", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::FFFF:7F00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:0001::]", "localhost", "LOCALHOST",
        "localhost.",
        "a.localhost", "a.localhost.", "localhost:80", "localhost.localdomain",
        // Networks that only their members reach.
        "10.0.0.1", "0x0a000001", "012.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "3232235777",
        "169.254.169.254",
        "2852039166", "0xA9FEA9FE", "100.64.0.1", "[fe80::1]", "[fe80::1%25eth0]", "[fd00:ec2::254]", "[fc00::1]",
        "[fec0::1]",
        "[::ffff:10.0.0.1]", "[::ffff:a9fe:a9fe]", "[64:ff9b:1::1]", "printer", "printer.local", "db.internal",
        "nas.lan",
        "router.home.arpa", "metadata.google.internal",
        // Nobody in particular.
        "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "[ff02::1]", "192.0.2.1", "198.18.0.1",
        "[2001:db8::1]",
        // No host at all.
        "1.2.3.4.5", "256.1.1.1", "1.2.3", "8.8.2056", "a.example.1", "a.0x1", "a..example.com", ".example.com",
        "%31%32%37.0.0.1",
        "１２７.0.0.1", "127。0。0。1", "ⓛocalhost", "bücher.example.com", "a\\b.example.com", "[::1", "[]", "[::g]",
        "[127.0.0.1]", "a.example.com:0",
        "a.example.com:65536", "a.example.com:+80", "a.example.com:8O", "[2606:4700::1111]x",
    ])
    func `hosts that it cannot reach are refused in every spelling`(_ authority: String) {
        #expect(HostCheck.problem(authority)?.isEmpty == false)
        for scheme in ["https", "HTTPS", "http"] {
            guard
                case .refused(let reason, let help) = LinkCheck.judge(
                    "\(scheme)://\(authority)/x",
                    allowsLoopback: false
                )
            else {
                Issue.record("\(scheme)://\(authority) was not refused")
                continue
            }
            #expect(!reason.isEmpty && !help.isEmpty)
        }
    }

    @Test func `the reason names what the host is`() {
        #expect(HostCheck.problem("0x7f.1") == "the host '0x7f.1' is this machine")
        #expect(HostCheck.problem("[::ffff:10.0.0.1]") == "the host '[::ffff:10.0.0.1]' is a private address")
        #expect(
            HostCheck.problem("134744072")
                == "the address '134744072' is written in an unusual form; write it as 8.8.8.8"
        )
        #expect(HostCheck.problem("printer") == "the host 'printer' is known only on this machine or network")
    }
}
