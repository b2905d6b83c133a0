import Foundation
import Glibc
import Synchronization

/// Stands between a store and its server, on a Unix socket, and fails as networks do.
final class PostgresProxy: Sendable {
    /// What it does with what it receives.
    enum Behavior: Sendable {
        /// Passes everything on.
        case forward
        /// Keeps connections open and passes nothing on, like a network that drops packets.
        case stall
        /// Closes the connection in place of the next COMMIT.
        case cutBeforeCommit
        /// Passes the next COMMIT on, and closes the connection in place of the answer.
        case cutAfterCommit
    }

    /// The directory of the socket.
    let directory: String
    private let target: String
    private let listener: Int32
    private let behavior = Mutex(Behavior.forward)
    private let cuts = Mutex(0)

    /// Listens.
    ///
    /// - Parameter target: The directory of the server's socket.
    /// - Throws: When it cannot listen.
    init(to target: String) throws {
        self.target = target
        directory = NSTemporaryDirectory() + "pg-proxy-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let bound = Self.withAddress("\(directory)/.s.PGSQL.5432") { [listener] in bind(listener, $0, $1) }
        guard bound == 0, listen(listener, 64) == 0 else { throw CocoaError(.fileWriteUnknown) }
        Thread.detachNewThread { [self] in accept() }
    }

    /// Stops listening.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Changes what it does, also with connections that are open.
    func behave(_ next: Behavior) { behavior.withLock { $0 = next } }

    /// How many connections it has cut at a COMMIT.
    var cutCount: Int { cuts.withLock { $0 } }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { break }
            Thread.detachNewThread { [self] in serve(client) }
        }
        close(listener)
    }

    private func serve(_ client: Int32) {
        let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer {
            close(client)
            close(server)
        }
        guard Self.withAddress("\(target)/.s.PGSQL.5432", { connect(server, $0, $1) }) == 0 else { return }
        var dropsAnswer = false
        while true {
            if case .stall = behavior.withLock({ $0 }) {
                // Nobody is told anything, not even that the other side is gone.
                _ = poll(nil, 0, 20)
                continue
            }
            var sides = [pollfd(fd: client, events: Int16(POLLIN), revents: 0)]
            sides.append(pollfd(fd: server, events: Int16(POLLIN), revents: 0))
            _ = poll(&sides, 2, 50)
            if case .stall = behavior.withLock({ $0 }) { continue }
            if sides[0].revents != 0 {
                guard let bytes = Self.read(client) else { return }
                let isCommit = String(decoding: bytes, as: UTF8.self).contains("COMMIT")
                switch (isCommit, behavior.withLock { $0 }) {
                case (true, .cutBeforeCommit):
                    noteCut()
                    return
                case (true, .cutAfterCommit):
                    noteCut()
                    dropsAnswer = true
                default: break
                }
                guard Self.write(bytes, server) else { return }
            }
            if sides[1].revents != 0 {
                guard let bytes = Self.read(server) else { return }
                // The answer shows that the server has committed.
                if dropsAnswer { return }
                guard Self.write(bytes, client) else { return }
            }
        }
    }

    private func noteCut() {
        cuts.withLock { $0 += 1 }
        behave(.forward)
    }

    private static func read(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    private static func write(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func withAddress<Value>(
        _ path: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
    ) -> Value {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8).prefix($0.count - 1)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
