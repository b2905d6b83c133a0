internal import Addresses
internal import NIOCore
internal import Synchronization

/// Counts the connections of a server, so that no client takes all of them.
package final class ConnectionCensus: Sendable {
    /// Where a connection comes from, as far as the limits are concerned.
    struct Origin: Sendable, Hashable {
        /// The address; the network of 64 bits for version 6, since a customer gets one; empty for an unknown address.
        fileprivate let bytes: [UInt8]
        /// Whether it is this machine: a proxy there sends everybody's requests.
        fileprivate let isLoopback: Bool

        /// Reads the address of a client.
        ///
        /// - Parameter address: Such as `192.0.2.1` or `2001:db8::1`; `nil` for an unknown one.
        init(_ address: String?) {
            let plain = address.map { $0.prefix { $0 != "%" } } ?? ""
            let ip = IPAddress(version6: plain) ?? IPAddress(version4: plain)
            isLoopback = ip?.isLoopback ?? false
            let isMapped = ip?.bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) ?? false
            bytes = ip.map { Array(isMapped ? $0.bytes.suffix(4) : $0.bytes.prefix(8)) } ?? []
        }
    }

    private struct State {
        var count = 0
        var counts: [[UInt8]: Int] = [:]
    }

    private let most: Int
    private let mostOfOne: Int
    private let state = Mutex(State())

    /// Creates an empty census.
    ///
    /// - Parameter most: The most connections that the server accepts at a time.
    package init(most: Int) {
        self.most = most
        mostOfOne = max(8, most / 4)
    }

    /// Whether so many connections exist that those without a request must end soon.
    var isShort: Bool { state.withLock { $0.count } > most / 4 * 3 }

    /// Counts a connection.
    ///
    /// - Parameter origin: Where it comes from.
    /// - Returns: Whether it may stay; it counts until it is closed in any case.
    func enter(_ origin: Origin) -> Bool {
        state.withLock { state in
            state.count += 1
            state.counts[origin.bytes, default: 0] += 1
            return origin.isLoopback || state.counts[origin.bytes, default: 0] <= mostOfOne
        }
    }

    /// Counts a connection no longer.
    ///
    /// - Parameter origin: Where it came from.
    func leave(_ origin: Origin) {
        state.withLock { state in
            state.count -= 1
            let rest = state.counts[origin.bytes, default: 1] - 1
            state.counts[origin.bytes] = rest > 0 ? rest : nil
        }
    }
}
