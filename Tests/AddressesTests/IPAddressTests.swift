import Addresses
import Testing

struct IPAddressTests {
    @Test(arguments: [
        ("127.0.0.1", [127, 0, 0, 1]), ("2130706433", [127, 0, 0, 1]), ("0x7f000001", [127, 0, 0, 1]),
        ("0177.0.0.1", [127, 0, 0, 1]), ("127.1", [127, 0, 0, 1]), ("127.0.257", [127, 0, 1, 1]),
        ("0X7F.0x0.0.01", [127, 0, 0, 1]), ("0", [0, 0, 0, 0]), ("4294967295", [255, 255, 255, 255]),
    ])
    func `version 4 is read as inet_aton reads it`(_ text: String, _ bytes: [UInt8]) {
        #expect(IPAddress(version4: text)?.bytes == bytes)
    }

    @Test(arguments: [
        "", ".", "1.2.3.4.5", "256.1.1.1", "1.2.3.256", "4294967296", "08", "1..2", "1.2.3.4.", "+1.2.3.4", "-1",
        "0x+1", "a.test", "１.2.3.4", "0xg",
    ])
    func `everything else is no address of version 4`(_ text: String) {
        #expect(IPAddress(version4: text) == nil)
    }

    @Test(arguments: [
        ("::1", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        ("::", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("2001:db8::A:0", [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0a, 0, 0]),
        ("::ffff:127.0.0.1", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1]),
        ("1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]),
        ("fe80::", [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ])
    func `version 6 is read`(_ text: String, _ bytes: [UInt8]) {
        #expect(IPAddress(version6: text)?.bytes == bytes)
    }

    @Test(arguments: [
        "", ":", ":::", "1", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "::1.2.3", "1.2.3.4::",
        "1:2:3:4:5:6:7::8:9", "::+1", "1:2:3:4:5:6:7:8:", "fe80::1%eth0",
    ])
    func `everything else is no address of version 6`(_ text: String) {
        #expect(IPAddress(version6: text) == nil)
    }

    @Test(arguments: ["8.8.8.8", "1.1.1.1", "100.63.255.255", "172.32.0.1", "192.169.0.1", "223.255.255.255"])
    func `the world reaches these`(_ text: String) {
        #expect(IPAddress(version4: text)?.restriction == nil)
    }

    @Test(arguments: [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.255.255.255", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.0.1", "198.19.0.1", "203.0.113.9", "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
    ])
    func `only neighbours reach these`(_ text: String) {
        #expect(IPAddress(version4: text)?.restriction != nil)
    }

    @Test(arguments: [
        ("2606:4700::1111", true), ("::ffff:8.8.8.8", true), ("64:ff9b::8.8.8.8", true), ("2002:808:808::1", true),
        ("::1", false), ("::", false), ("fe80::1", false), ("fec0::1", false), ("fd00::1", false), ("fc00::1", false),
        ("ff02::1", false), ("::ffff:10.0.0.1", false), ("::ffff:7f00:1", false), ("64:ff9b::127.0.0.1", false),
        ("64:ff9b:1::8.8.8.8", false), ("2002:7f00:1::", false), ("2001::1", false), ("2001:db8::1", false),
        ("::8.8.8.8", false), ("100::1", false), ("4000::1", false),
    ])
    func `an address of version 6 is judged by where it leads`(_ text: String, _ isWorldwide: Bool) throws {
        let address = try #require(IPAddress(version6: text))
        #expect((address.restriction == nil) == isWorldwide)
    }
}
