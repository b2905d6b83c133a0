import Foundation
import Glibc
import Synchronization

/// A server on 127.0.0.1 that does with each connection what a test's script says, well-behaved or not.
final class ScriptedServer: Sendable {
    typealias Script = @Sendable (Connection) -> Void

    /// Requests seen so far, and who waits for more of them.
    private struct Log {
        var requests: [ReceivedRequest] = []
        var connections = 0
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    let port: UInt16
    private let listener: Int32
    private let log = Mutex(Log())

    /// Starts listening on a free port.
    ///
    /// - Parameter script: Run for each connection on a thread of its own; the connection is closed at its end.
    /// - Throws: When there is no port to listen on.
    init(_ script: @escaping Script) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (listener, size) = (listener, length)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 1024) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening else { throw ServerError() }
        port = UInt16(bigEndian: address.sin_port)

        // The accepting thread must not keep the server alive, since the server's end is what ends it.
        Thread.detachNewThread { [weak self] in
            while case let descriptor = accept(listener, nil, nil), descriptor >= 0 {
                guard let connection = self?.connection(descriptor) else { break }
                Thread.detachNewThread { script(connection) }
            }
            close(listener)
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// A server that answers every request with the same bytes and then closes the connection.
    convenience init(answer: String) throws {
        try self.init { connection in
            guard connection.readRequest() != nil else { return }
            connection.send(answer)
        }
    }

    /// The requests seen so far, in the order of their arrival.
    var requests: [ReceivedRequest] { log.withLock { $0.requests } }

    /// An URL of this server, whose query is a secret.
    func url(_ path: String = "/path", host: String = "127.0.0.1") -> String {
        "http://\(host):\(port)\(path)?signature=secret"
    }

    /// Waits until this many requests have been seen.
    func waitForRequests(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = log.withLock { log in
                if log.requests.count >= count { return true }
                log.waiters.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    private func connection(_ descriptor: Int32) -> Connection {
        let number = log.withLock { log in
            defer { log.connections += 1 }
            return log.connections
        }
        return Connection(descriptor, number: number) { [weak self] in self?.record($0) }
    }

    private func record(_ request: ReceivedRequest) {
        let ready = log.withLock { log in
            log.requests.append(request)
            let seen = log.requests.count
            defer { log.waiters.removeAll { $0.count <= seen } }
            return log.waiters.filter { $0.count <= seen }
        }
        for waiter in ready { waiter.continuation.resume() }
    }
}

/// A port could not be listened on.
struct ServerError: Error {}

/// A request as its bytes arrived.
struct ReceivedRequest: Sendable {
    /// Which connection it came over, counted from 0.
    var connection: Int
    /// The request line and the headers, without the empty line.
    var head: String
    var body: [UInt8]

    var method: String { String(head.prefix { $0 != " " }) }

    /// The value of a header, `nil` when it was not sent.
    func header(_ name: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() where line.lowercased().hasPrefix(name.lowercased() + ":")
        {
            return String(line.dropFirst(name.count + 1).drop { $0 == " " })
        }
        return nil
    }
}

/// One accepted connection; blocking, for the thread of its script.
final class Connection: @unchecked Sendable {
    let number: Int
    private let descriptor: Int32
    private let record: (ReceivedRequest) -> Void

    init(_ descriptor: Int32, number: Int, record: @escaping (ReceivedRequest) -> Void) {
        self.descriptor = descriptor
        self.number = number
        self.record = record
    }

    deinit {
        close(descriptor)
    }

    /// Reads a request with its body, `nil` when the client has closed the connection.
    @discardableResult
    func readRequest() -> ReceivedRequest? {
        var bytes: [UInt8] = []
        while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard let byte = read(1) else { return nil }
            bytes += byte
        }
        let head = String(decoding: bytes.dropLast(4), as: UTF8.self)
        var request = ReceivedRequest(connection: number, head: head, body: [])
        let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
        while request.body.count < length {
            guard let piece = read(length - request.body.count) else { return nil }
            request.body += piece
        }
        record(request)
        return request
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends bytes; a client that has gone is not an error.
    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits until the client closes the connection.
    func waitForClose() {
        while read(4096) != nil {}
    }

    /// Makes the end of this connection a reset instead of an orderly close.
    func resetAtEnd() {
        // The fields of `struct linger`, which Glibc's module lacks: on, for no time.
        let linger: [Int32] = [1, 0]
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, linger, socklen_t(8))
    }

    private func read(_ maximum: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: maximum)
        let count = Glibc.read(descriptor, &buffer, maximum)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }
}
