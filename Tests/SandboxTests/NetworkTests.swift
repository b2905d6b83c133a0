import Foundation
import Sandbox
import TestSupport
import Testing

/// Which connections a confined process can make.
struct NetworkTests {
    @Test(arguments: Exerciser.User.possible)
    func `only the ports of the rules can be connected to`(_ user: Exerciser.User) async throws {
        let listener = try Listener()
        var exerciser = try Exerciser(user)
        let attempts = ["connect=\(listener.port)", "fastopen=\(listener.port)", "connect=1"]
        exerciser.rules.network = .local(ports: [listener.port])
        #expect(try await exerciser.outcomes(attempts) == ["ok", "EACCES", "EACCES"])
        exerciser.rules.network = .world(ports: [1])
        #expect(try await exerciser.outcomes(attempts) == ["EACCES", "EACCES", "ECONNREFUSED"])
        exerciser.rules.network = .anywhere
        #expect(try await exerciser.outcomes(attempts) == ["ok", "EACCES", "ECONNREFUSED"])
        exerciser.rules.network = .none
        #expect(try await exerciser.outcomes(attempts) == ["EACCES", "EACCES", "EACCES"])
    }

    @Test func `only TCP and UDP sockets can be opened`() async throws {
        var exerciser = try Exerciser()
        exerciser.rules.network = .world(ports: [443])
        let attempts = [
            ("socket=2,1,0", "ok"), ("socket=2,1,6", "ok"), ("socket=2,2,0", "ok"), ("socket=10,2,17", "ok"),
            // MPTCP, SCTP, raw, ICMP, UDP-Lite; then local, netlink, packet and vsock sockets.
            ("socket=2,1,262", "EACCES"), ("socket=2,1,132", "EACCES"), ("socket=2,3,1", "EACCES"),
            ("socket=2,2,1", "EACCES"), ("socket=2,2,136", "EACCES"), ("socket=1,1,0", "EAFNOSUPPORT"),
            ("socket=16,3,0", "EAFNOSUPPORT"), ("socket=17,3,0", "EAFNOSUPPORT"), ("socket=40,1,0", "EAFNOSUPPORT"),
            ("listen", "EACCES"), ("bind", "EACCES"),
            // Only a stream pair is connected for good; 524289 is a stream that programs do not inherit.
            ("pair=1,1", "ok"), ("pair=1,524289", "ok"), ("pair=1,2", "EACCES"), ("pair=1,5", "EACCES"),
            ("pair=1,524290", "EACCES"), ("pair=2,1", "EAFNOSUPPORT"),
        ]
        let outcomes = try await exerciser.outcomes(attempts.map(\.0))
        for (attempt, outcome) in zip(attempts, outcomes) { #expect(outcome == attempt.1, "\(attempt.0)") }
        exerciser.rules.network = .local(ports: [443])
        #expect(try await exerciser.outcomes(["socket=2,1,0", "socket=2,2,0"]) == ["ok", "EACCES"])
        exerciser.rules.hasLocalSockets = true
        #expect(
            try await exerciser.outcomes(["socket=1,1,0", "socket=2,1,0", "socket=2,2,0", "socket=16,3,0"])
                == ["ok", "ok", "EACCES", "EAFNOSUPPORT"]
        )
    }
}

/// A TCP port of this machine that accepts connections.
private final class Listener: Sendable {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isReady = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isReady else { throw CocoaError(.fileReadUnknown) }
        port = address.sin_port.bigEndian
    }

    deinit { close(descriptor) }
}
