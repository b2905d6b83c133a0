/// An IP address, and whether it is reachable from the internet.
package struct IPAddress: Sendable, Hashable {
    /// Four bytes for version 4, sixteen for version 6.
    package let bytes: [UInt8]

    /// Creates an address from the bytes of a packet.
    ///
    /// - Parameter bytes: Four bytes or sixteen; any other number gives `nil`.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = Array(bytes)
    }

    /// Reads a version 4 address in every spelling that `inet_aton` accepts: `127.0.0.1`, `0x7f.1`, `2130706433`.
    ///
    /// - Parameter text: One to four numbers, decimal, octal (`0…`) or hexadecimal (`0x…`); the last one fills the
    ///   remaining bytes.
    package init?(version4 text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.map(number)
        guard (1...4).contains(parts.count), !numbers.contains(nil) else { return nil }
        let leading = numbers.dropLast().compactMap(\.self)
        guard leading.allSatisfy({ $0 <= 255 }), let last = numbers.last ?? nil else { return nil }
        let free = 4 - leading.count
        guard last < UInt64(1) << UInt64(8 * free) else { return nil }
        bytes = leading.map { UInt8($0) } + (0..<free).reversed().map { UInt8(last >> UInt64(8 * $0) & 255) }
    }

    /// Reads a version 6 address, RFC 4291 §2.2, without brackets and zone.
    ///
    /// - Parameter text: Such as `2001:db8::1` or `::ffff:192.0.2.1`.
    package init?(version6 text: some StringProtocol) {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2, let head = groups(halves[0], mayEndInVersion4: halves.count == 1) else { return nil }
        guard halves.count == 2 else {
            guard head.count == 16 else { return nil }
            bytes = head
            return
        }
        guard let tail = groups(halves[1], mayEndInVersion4: true), head.count + tail.count <= 14 else { return nil }
        bytes = head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// What kind of restricted address this is, in a few words; `nil` if it is reachable from the internet.
    ///
    /// This follows the registries of special addresses, <https://www.iana.org/assignments/iana-ipv4-special-registry> and
    /// <https://www.iana.org/assignments/iana-ipv6-special-registry>. A version 6 address that
    /// carries one of version 4 is judged by the latter.
    package var restriction: String? {
        bytes.count == 4 ? restriction4(bytes) : restriction6
    }

    /// Whether the address is this machine: 127.0.0.0/8, also mapped to version 6, or `::1`.
    package var isLoopback: Bool {
        if bytes.count == 4 { return bytes[0] == 127 }
        if bytes.dropLast().allSatisfy({ $0 == 0 }) { return bytes[15] == 1 }
        return bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127])
    }

    private var restriction6: String? {
        if bytes.dropLast().allSatisfy({ $0 == 0 }) && bytes[15] <= 1 {
            return bytes[15] == 1 ? "this machine" : "not an address of a host"
        }
        for (prefix, place) in embedding where bytes.starts(with: prefix) {
            return restriction4(Array(bytes[place..<(place + 4)]))
        }
        // All addresses assigned for use on the internet are in 2000::/3.
        for (prefix, bits, what) in special6 where begins(bytes, with: prefix, bits: bits) { return what }
        return bytes[0] & 0xE0 == 0x20 ? nil : "an unassigned address"
    }
}

/// Where a version 6 address carries one of version 4: mapped, NAT64, 6to4.
private let embedding: [(prefix: [UInt8], place: Int)] = [
    ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 12),
    ([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0], 12),
    ([0x20, 0x02], 2),
]

private let special6: [(prefix: [UInt8], bits: Int, what: String)] = [
    ([0xFE, 0x80], 10, "a link-local address"),
    ([0xFE, 0xC0], 10, "a private address"),
    ([0xFC], 7, "a private address"),
    ([0xFF], 8, "a multicast address"),
    ([0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01], 48, "a private address"),
    ([0x20, 0x01, 0x00], 23, "a reserved address"),
    ([0x20, 0x01, 0x0D, 0xB8], 32, "an address for documentation"),
    ([0x3F, 0xFF, 0x00], 20, "an address for documentation"),
]

private let special4: [(prefix: [UInt8], bits: Int, what: String)] = [
    ([0], 8, "not an address of a host"),
    ([10], 8, "a private address"),
    ([100, 64], 10, "a private address of a provider"),
    ([127], 8, "this machine"),
    ([169, 254], 16, "a link-local address"),
    ([172, 16], 12, "a private address"),
    ([192, 0, 0], 24, "a reserved address"),
    ([192, 0, 2], 24, "an address for documentation"),
    ([192, 88, 99], 24, "a reserved address"),
    ([192, 168], 16, "a private address"),
    ([198, 18], 15, "an address for benchmarks"),
    ([198, 51, 100], 24, "an address for documentation"),
    ([203, 0, 113], 24, "an address for documentation"),
    ([224], 4, "a multicast address"),
    ([240], 4, "an unassigned address"),
]

private func restriction4(_ bytes: [UInt8]) -> String? {
    special4.first { begins(bytes, with: $0.prefix, bits: $0.bits) }?.what
}

private func begins(_ bytes: [UInt8], with prefix: [UInt8], bits: Int) -> Bool {
    for (index, byte) in prefix.enumerated() {
        let mask = UInt8(truncatingIfNeeded: 0xFF00 >> min(8, max(0, bits - 8 * index)))
        if bytes[index] & mask != byte & mask { return false }
    }
    return true
}

/// A number as C reads it.
private func number(_ text: some StringProtocol) -> UInt64? {
    let text = text.lowercased()
    guard let first = text.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
    if text.hasPrefix("0x") { return text.count == 2 ? 0 : digits(text.dropFirst(2), radix: 16) }
    return text.count > 1 && text.hasPrefix("0") ? digits(text.dropFirst(), radix: 8) : digits(text[...], radix: 10)
}

private func digits(_ text: Substring, radix: Int) -> UInt64? {
    text.utf8.allSatisfy { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") } ? UInt64(text, radix: radix) : nil
}

/// The bytes of groups between colons; the last may be a version 4 address.
private func groups(_ text: some StringProtocol, mayEndInVersion4: Bool) -> [UInt8]? {
    if text.isEmpty { return [] }
    var bytes: [UInt8] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
        if part.contains(".") {
            guard mayEndInVersion4, index == parts.count - 1, part.filter({ $0 == "." }).count == 3,
                let address = IPAddress(version4: part)
            else { return nil }
            bytes += address.bytes
        } else {
            guard (1...4).contains(part.utf8.count), let group = digits(Substring(part), radix: 16) else { return nil }
            bytes += [UInt8(group >> 8), UInt8(group & 255)]
        }
        if bytes.count > 16 { return nil }
    }
    return bytes
}
